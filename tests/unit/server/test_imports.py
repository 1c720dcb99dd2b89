"""What only the server needs is imported by no other command."""

import subprocess
import sys


def test_libraries_of_the_server_are_imported_for_it_alone():
    program = (
        "import sys, site_builder.cli, site_builder.engine.rebuild, site_builder.checking;"
        "print(sorted({'h11', 'tomlkit', 'watchdog', 'asyncio'} & sys.modules.keys()))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
