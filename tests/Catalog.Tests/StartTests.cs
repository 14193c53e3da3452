using MeshStarter.Catalog.Tests.Running;

namespace MeshStarter.Catalog.Tests;

public sealed class StartTests
{
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
        Assert.Equal("Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain, or to s3:// and what the buckets' names begin with.", errors.Trim());
    }
}
