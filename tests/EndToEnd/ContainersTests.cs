namespace MeshStarter.EndToEnd;

/// <summary>A run whose PostgreSQL and object store are containers of a real engine.</summary>
[Trait("Category", "Slow")]
public sealed class ContainersTests : FolderTests
{
    private static readonly string[] Images = ["postgres:15.14", "minio/minio:RELEASE.2025-09-07T16-13-09Z"];

    [SkippableFact]
    public async Task Rows_in_containers_outlive_a_stop_of_the_mesh()
    {
        Skip.If(AppHostProcess.Feed != "full", "the package feed has no Aspire, which starts containers");
        var missing = await MissingImageAsync();
        Skip.If(missing is not null, $"no container engine here has the image {missing}");
        const string count = "SELECT count(*) AS n FROM orders.orders";
        const string masked = "SELECT customer_email AS email FROM orders.orders LIMIT 1";
        long before;
        await using (var mesh = await TestMesh.StartAsync(Data, ["--Mesh:Infrastructure=Containers"]))
        {
            var rows = await mesh.QueryUntilAsync(count, "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() > 0);
            before = rows[0].GetProperty("n").GetInt64();
            Assert.Equal("****", (await mesh.QueryAsync(masked, "analyst"))[0].GetProperty("email").GetString());
        }

        await using var again = await TestMesh.StartAsync(Data, ["--Mesh:Infrastructure=Containers"]);
        await again.QueryUntilAsync(count, "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() >= before);
    }

    // Only images that the engine has: a test pulls nothing.
    private static async Task<string?> MissingImageAsync()
    {
        foreach (var image in Images)
        {
            try
            {
                if (await ForeignProgram.AnswerAsync("docker", ["image", "inspect", image]) is not (0, _, _))
                {
                    return image;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return image;
            }
        }

        return null;
    }
}
