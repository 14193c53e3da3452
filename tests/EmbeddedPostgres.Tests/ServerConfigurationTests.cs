using MeshStarter.EmbeddedPostgres.Clusters;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class ServerConfigurationTests
{
    [Fact]
    public void Every_endpoint_wants_scram_on_loopback()
    {
        var endpoints = ServerConfiguration.PgHbaConf(["governance"]).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.Equal(6, endpoints.Count);
        Assert.All(endpoints, endpoint => Assert.Equal(("host", "scram-sha-256"), (endpoint[0], endpoint[^1])));
        Assert.All(endpoints, endpoint => Assert.Contains(endpoint[3], (string[])["127.0.0.1/32", "::1/128"]));
        Assert.All(endpoints, endpoint => Assert.True(endpoint[2] == "postgres" || endpoint[1] == "sameuser" || (endpoint[1], endpoint[2]) == ("\"governance\"", "\"governance-migrations\"")));
    }

    [Fact]
    public void Settings_follow_port_version_and_network()
    {
        string old = ServerConfiguration.PostgresqlConf(5433, 15, hasIPv6Loopback: false, databases: 5);
        string recent = ServerConfiguration.PostgresqlConf(5433, 18, hasIPv6Loopback: true, databases: 53);

        Assert.Contains("max_connections = '100'\n", old, StringComparison.Ordinal);
        Assert.Contains("max_connections = '756'\n", recent, StringComparison.Ordinal);
        Assert.Contains("port = '5433'\n", old, StringComparison.Ordinal);
        Assert.Contains("listen_addresses = '127.0.0.1'\n", old, StringComparison.Ordinal);
        Assert.DoesNotContain("io_method", old, StringComparison.Ordinal);
        Assert.Contains("listen_addresses = '127.0.0.1,::1'\n", recent, StringComparison.Ordinal);
        Assert.Contains("io_method = 'sync'\n", recent, StringComparison.Ordinal);
    }
}
