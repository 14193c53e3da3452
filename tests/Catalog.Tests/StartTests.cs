using MeshStarter.Catalog.Domains;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.Catalog.Tests;

public sealed class StartTests
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["ConnectionStrings__database"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x",
        ["Mesh__Identity__Authority"] = "http://localhost:1",
        ["Mesh__Identity__Audience"] = "catalog",
        ["services__governance__http__0"] = "http://localhost:1",
    };

    // What the process writes of it is in the next test.
    [Theory]
    [InlineData("orders:PublicUrl", "orders", "Setting Mesh:Domains:orders:PublicUrl: \"orders\" is no address of a service. ")]
    [InlineData("orders:PublicUrl", "http://somebody@localhost:5001", "Setting Mesh:Domains:orders:PublicUrl: \"http://somebody@localhost:5001\" is no address of a service. ")]
    [InlineData("orders:PublicUrl", "http://169.254.169.254", "Setting Mesh:Domains:orders:PublicUrl: 169.254.169.254 is no host of a service")]
    [InlineData("orders:PublicUrl", "http://localhost:1", "Setting Mesh:Domains:orders:PublicUrl: http://localhost:1/ is the address of a service of the platform. ")]
    [InlineData("orders:PublicUrll", "http://localhost:5001", "Setting Mesh:Domains:orders:PublicUrll is not known. Did you mean Mesh:Domains:orders:PublicUrl?")]
    [InlineData("Or-ders:PublicUrl", "http://localhost:5001", "Setting Mesh:Domains:Or-ders:PublicUrl: the name of the domain ")]
    public void Address_that_is_no_domains_is_refused_by_its_setting(string setting, string value, string reason)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            Settings.Append(new($"Mesh:Domains:{setting}", value)).Select(each => KeyValuePair.Create(each.Key.Replace("__", ":", StringComparison.Ordinal), each.Value))).Build();

        var refused = Assert.Throws<StartRefusedException>(() => DomainAddresses.Read(configuration, isDevelopment: true));

        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mesh__Domains__orders__PublicUrl", "http://localhost:1", "Setting Mesh:Domains:orders:PublicUrl: http://localhost:1/ is the address of a service of the platform. Set it to the domain's own.")]
    [InlineData("Mesh__Storage__Buckets", null, "Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain, or to s3:// or abfss:// and what the buckets' names begin with.")]
    public async Task Wrong_or_missing_setting_ends_the_start_with_one_line(string setting, string? value, string line)
    {
        var (exitCode, errors) = await RunningCatalog.RefuseAsync(new(Settings, StringComparer.Ordinal) { ["Mesh__Storage__Buckets"] = Path.GetTempPath(), [setting] = value });

        Assert.Equal((1, line), (exitCode, Assert.Single(errors)));
    }
}
