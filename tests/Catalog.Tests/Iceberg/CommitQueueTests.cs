using System.Collections.Concurrent;
using System.Net;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>Writers whose commits came too late get the table in the order in which they load it again.</summary>
[Collection(CatalogCollection.Name)]
public sealed class CommitQueueTests(CatalogFixture catalog)
{
    private const int Writers = 8;
    private const int Commits = 10;

    private readonly TestProduct _product = new();

    private TableIdentifier Notes => new([_product.Domain], "notes");

    private string Bucket => $"file://{catalog.Buckets}/{_product.Domain}";

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Eight_writers_of_a_table_lose_few_races()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var lost = new ConcurrentBag<int>();
        var rounds = 0;
        do
        {
            lost.Clear();
            rounds++;
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
            {
                using var caller = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
                for (var commit = 0; commit < Commits; commit++)
                {
                    var statuses = new ConcurrentQueue<HttpStatusCode>();
                    await AppendAsync(Heard(caller, statuses), $"{rounds}-{writer}-{commit}");
                    lost.Add(statuses.Count(status => status == HttpStatusCode.Conflict));
                }
            }));

            Assert.Equal($"{rounds * Writers * Commits}", (await owner.Tables.LoadAsync(Notes, CancellationToken.None))!.Metadata.CurrentSnapshot!.Summary["total-records"]);
        }
        // Reservations end on a machine that pauses: there the number says nothing.
        while (lost.Average() >= 2 && rounds < 4);

        Assert.True(lost.Average() < 2, $"lost {string.Join(' ', lost.Order())}");
    }

    [SkippableFact]
    public async Task Writer_that_was_late_and_loaded_the_table_comes_before_one_that_did_not()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        var late = new ConcurrentQueue<HttpStatusCode>();
        var attempt = 0;
        do
        {
            late.Clear();
            attempt++;
            var stale = (await owner.Tables.LoadAsync(Notes, CancellationToken.None))!;
            await AppendAsync(owner.Tables, $"first-{attempt}");
            var hasLoaded = false;
            Task? newcomer = null;
            var tables = owner.TablesHeard(async (request, send) =>
            {
                if (request.Method == HttpMethod.Post && hasLoaded)
                {
                    // It bases its commit on the current state, and is sent well before the other.
                    newcomer ??= AppendAsync(owner.Tables, $"newcomer-{attempt}");
                    for (var roundTrip = 0; roundTrip < 10; roundTrip++)
                    {
                        await owner.GetAsync($"mesh/namespaces/{_product.Domain}");
                    }
                }

                var answer = await send();
                hasLoaded |= request.Method == HttpMethod.Get;
                if (request.Method != HttpMethod.Get)
                {
                    late.Enqueue(answer.StatusCode);
                }

                return answer;
            });

            await AppendAsync(tables, $"late-{attempt}", stale);
            await newcomer!;
            Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (late.First(), late.Last()));
            Assert.Equal($"{3 * attempt}", (await owner.Tables.LoadAsync(Notes, CancellationToken.None))!.Metadata.CurrentSnapshot!.Summary["total-records"]);
        }
        // A reservation ends on a machine that pauses, and the newcomer comes first.
        while (late.Count > 2 && attempt < 5);

        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.OK], late);
    }

    [SkippableFact]
    public async Task Table_is_not_reserved_for_ever_for_a_writer_that_does_not_come_back()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        var stale = (await owner.Tables.LoadAsync(Notes, CancellationToken.None))!;
        await AppendAsync(owner.Tables, "first");
        var loads = 0;
        var tables = owner.TablesHeard(async (request, send) => request.Method == HttpMethod.Get && ++loads == 1 ? await EndAsync(send) : await send());

        await Assert.ThrowsAsync<HttpRequestException>(() => AppendAsync(tables, "gone", stale));
        await AppendAsync(service.Tables, "second");
        await AppendAsync(owner.Tables, "third");

        Assert.Equal("3", (await owner.Tables.LoadAsync(Notes, CancellationToken.None))!.Metadata.CurrentSnapshot!.Summary["total-records"]);
    }

    private static async Task<HttpResponseMessage> EndAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var answer = await send();
        throw new HttpRequestException("The writer ends here.");
    }

    private async Task AppendAsync(RestTableCatalog tables, string name, LoadedTable? from = null)
    {
        var path = $"{Bucket["file://".Length..]}/files/{name}.parquet";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "");
        var store = new FolderStore("/");
        await new TableCommitter(tables, store, new ScanPlanner(store, new ManifestCache(1 << 20)), TimeProvider.System)
            .CommitOnLatestAsync(tables, from ?? (await tables.LoadAsync(Notes, CancellationToken.None))!, IcebergCaller.Change($"file://{path}"));
    }

    private static RestTableCatalog Heard(IcebergCaller caller, ConcurrentQueue<HttpStatusCode> commits) => caller.TablesHeard(async (request, send) =>
    {
        var answer = await send();
        if (request.Method == HttpMethod.Post)
        {
            commits.Enqueue(answer.StatusCode);
        }

        return answer;
    });
}
