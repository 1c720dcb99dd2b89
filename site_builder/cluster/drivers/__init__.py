"""What submits the tasks of a build: processes of this machine, a dask cluster, or a printed plan for others."""
