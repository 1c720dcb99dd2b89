from site_builder.disk import theme_files


def test_links_out_of_the_theme_are_passed_over(tmp_path):
    (tmp_path / "secret.txt").write_text("nobody may read this")
    theme = tmp_path / "templates"
    (theme / "static").mkdir(parents=True)
    (theme / "static" / "style.css").write_text("p {}")
    (theme / "static" / "same.css").symlink_to("style.css")
    (theme / "static" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (theme / "static" / "outside").symlink_to(tmp_path, target_is_directory=True)

    assert dict(theme_files([theme])) == {"static/style.css": b"p {}", "static/same.css": b"p {}"}
