using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class EmbeddedPostgresOptionsTests
{
    private static readonly Dictionary<string, string?> Complete = new(StringComparer.Ordinal)
    {
        ["Mesh:Data"] = "/src/clone/.mesh/simulated/",
        ["Mesh:Postgres:Port"] = "5432",
        ["Mesh:Postgres:Password"] = "s",
        ["Mesh:Postgres:Databases:orders:Password"] = "o",
        ["Mesh:Postgres:Databases:daily-reports:Password"] = "d",
    };

    [Fact]
    public void Complete_settings_are_read()
    {
        var options = Read();

        Assert.Equal("/src/clone/.mesh/simulated", options.DataFolder);
        Assert.Equal(5432, options.Port);
        Assert.Equal("s", options.Password);
        Assert.Equal([("daily-reports", "d"), ("orders", "o")], options.Roles.Passwords.Select(role => (role.Key, role.Value)).Order());
        Assert.Empty(options.Binaries);
        Assert.Null(options.User);
        Assert.Equal("/var/lib/meshstarter", options.OutsideFolder);
    }

    [Fact]
    public void Binaries_may_be_one_text_or_a_list()
    {
        Assert.Equal(["/a", "/b c"], Read(("Mesh:Postgres:Binaries", "/a:/b c")).Binaries);
        Assert.Equal(["/a", "/b"], Read(("Mesh:Postgres:Binaries:0", "/a"), ("Mesh:Postgres:Binaries:1", "/b")).Binaries);
        Assert.Empty(Read(("Mesh:Postgres:Binaries", "")).Binaries);
    }

    [Theory]
    [InlineData("Mesh:Data", null, "Mesh:Data: nothing is not an absolute folder.")]
    [InlineData("Mesh:Data", "data", "Mesh:Data: \"data\" is not an absolute folder.")]
    [InlineData("Mesh:Postgres:Port", null, "Mesh:Postgres:Port: missing")]
    [InlineData("Mesh:Postgres:Port", "0", "Mesh:Postgres:Port: missing, or not a number")]
    [InlineData("Mesh:Postgres:Port", "65536", "Mesh:Postgres:Port: missing, or not a number")]
    [InlineData("Mesh:Postgres:Password", null, "Mesh:Postgres:Password: missing.")]
    [InlineData("Mesh:Postgres:Password", "pass\nword", "Mesh:Postgres:Password: has characters outside printable ASCII.")]
    [InlineData("Mesh:Postgres:Databases:orders:Password", "pässword", "Mesh:Postgres:Databases:orders:Password: has characters outside printable ASCII.")]
    [InlineData("Mesh:Postgres:Databases:orders:Password", "", "Mesh:Postgres:Databases:orders:Password: missing.")]
    [InlineData("Mesh:Postgres:Databases:Orders2:Password", "x", "Mesh:Postgres:Databases:Orders2: not a role's name.")]
    [InlineData("Mesh:Postgres:Databases:or\"ders:Password", "x", "Mesh:Postgres:Databases:or\"ders: not a role's name.")]
    [InlineData("Mesh:Postgres:Databases:postgres:Password", "x", "Mesh:Postgres:Databases:postgres: not a role's name.")]
    [InlineData("Mesh:Postgres:Databases:template1:Password", "x", "Mesh:Postgres:Databases:template1: not a role's name.")]
    [InlineData("Mesh:Postgres:Databases:sales:PrincipalId", "9d8c7b6a-5f4e-4d3c-a2b1-00ff11ee22dd", "Mesh:Postgres:Databases:sales:PrincipalId: this server knows passwords alone.")]
    [InlineData("Mesh:Postgres:Binaries", "bin", "Mesh:Postgres:Binaries: \"bin\" is not an absolute folder.")]
    [InlineData("Mesh:Postgres:OutsideFolder", "out", "Mesh:Postgres:OutsideFolder: \"out\" is not an absolute folder.")]
    public void Wrong_setting_is_named_with_reason_and_fix_but_no_password(string setting, string? value, string expected)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read((setting, value)));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(" Fix: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain("word\"", refused.Message, StringComparison.Ordinal);
    }

    private static EmbeddedPostgresOptions Read(params (string Setting, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Complete, StringComparer.Ordinal);
        foreach (var (setting, value) in changes)
        {
            settings[setting] = value;
        }

        return EmbeddedPostgresOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
