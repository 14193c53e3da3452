using MeshStarter.Catalog.Tests.Running;

namespace MeshStarter.Catalog.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("orders__PublicUrl", "orders", "Setting Mesh:Domains:orders:PublicUrl: \"orders\" is no address of a service. ")]
    [InlineData("orders__PublicUrl", "http://somebody@localhost:5001", "Setting Mesh:Domains:orders:PublicUrl: \"http://somebody@localhost:5001\" is no address of a service. ")]
    [InlineData("orders__PublicUrl", "http://169.254.169.254", "Setting Mesh:Domains:orders:PublicUrl: 169.254.169.254 is no host of a service")]
    [InlineData("orders__PublicUrl", "http://localhost:1", "Setting Mesh:Domains:orders:PublicUrl: http://localhost:1/ is the address of a service of the platform. ")]
    [InlineData("orders__PublicUrll", "http://localhost:5001", "Setting Mesh:Domains:orders:PublicUrll is not known. Did you mean Mesh:Domains:orders:PublicUrl?")]
    [InlineData("Or-ders__PublicUrl", "http://localhost:5001", "Setting Mesh:Domains:Or-ders:PublicUrl: the name of the domain ")]
    public async Task Address_that_is_no_domains_ends_the_start_with_one_line(string setting, string value, string reason)
    {
        var (exitCode, errors) = await CatalogProcess.RefuseAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__database"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x",
            ["Mesh__Identity__Authority"] = "http://localhost:1",
            ["Mesh__Identity__Audience"] = "catalog",
            ["Mesh__Storage__Buckets"] = Path.GetTempPath(),
            ["services__governance__http__0"] = "http://localhost:1",
            [$"Mesh__Domains__{setting}"] = value,
        });

        Assert.Equal(1, exitCode);
        Assert.StartsWith(reason, errors.Trim(), StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Missing_bucket_setting_ends_the_start_with_one_line()
    {
        var (exitCode, errors) = await CatalogProcess.RefuseAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__database"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x",
            ["Mesh__Identity__Authority"] = "http://localhost:1",
            ["Mesh__Identity__Audience"] = "catalog",
            ["services__governance__http__0"] = "http://localhost:1",
        });

        Assert.Equal(1, exitCode);
        Assert.Equal("Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain, or to s3:// or abfss:// and what the buckets' names begin with.", errors.Trim());
    }
}
