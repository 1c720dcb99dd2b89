"""Only public addresses are asked, whatever name or spelling leads to them."""

import pytest

from site_builder.checking.external.public_hosts import (
    HostRefusedError,
    is_public,
    is_reserved,
    permitted_addresses,
)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_good(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "64:ff9b::7f00:1",
        "fec0::1",
        "::7f00:1",
    ],
)
def test_addresses_of_other_networks_are_not(address):
    assert not is_public(address)
    with pytest.raises(HostRefusedError):
        permitted_addresses("a.net", 80, resolve=lambda host, port: ["8.8.8.8", address], allowed=False)


def test_an_allowed_host_may_be_private_but_never_link_local():
    assert permitted_addresses("wiki", 8080, resolve=lambda host, port: ["10.0.0.1"], allowed=True) == [
        "10.0.0.1"
    ]
    for address in ("169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::ffff:169.254.169.254"):
        with pytest.raises(HostRefusedError):
            permitted_addresses("wiki", 80, resolve=lambda host, port, a=address: [a], allowed=True)


@pytest.mark.parametrize("port", [22, 25, 445, 1])
def test_ports_of_other_services_are_not_asked(port):
    with pytest.raises(HostRefusedError):
        permitted_addresses("a.net", port, resolve=lambda host, port: ["8.8.8.8"], allowed=False)


def test_names_that_belong_to_nobody_are_known():
    assert all(map(is_reserved, ("a.example", "b.a.test", "example.com", "www.example.org.", "x.invalid")))
    assert not any(map(is_reserved, ("example.net.nz", "myexample.com", "test.org", "")))
