using MeshStarter.Lake.Tests.Storage;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>A table in a bucket of a real S3 store.</summary>
[Collection(S3World.Collection)]
public sealed class S3TableTests(MinioServer server)
{
    [SkippableFact]
    public async Task Rows_are_published_replaced_and_compacted()
    {
        using var world = await S3World.MakeAsync(server);
        using var cache = new ObjectCache(world.CacheFolder, 1 << 30, TimeProvider.System);
        using var table = new TestTable(new Bucket(world.Connection, world.Root, cache), "id INTEGER; text STRING", "id");
        await table.PublishEachAsync(1, 16, position => $$"""{"id":{{position % 7}},"text":"{{position}}"}""");

        string[] expected = [.. Enumerable.Range(10, 7).Select(position => $$"""{"id":{{position % 7}},"text":"{{position}}"}""").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, await table.SortedAsync());

        await table.MaintainAsync();

        Assert.Equal("replace", (await table.CurrentAsync())!.Operation);
        Assert.Equal(expected, await table.SortedAsync());
        Assert.All((await table.PlanAsync()).Files, file => Assert.StartsWith($"{world.Root}/", file.File.Location, StringComparison.Ordinal));
    }
}
