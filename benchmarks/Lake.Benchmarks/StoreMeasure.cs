using System.Globalization;
using Amazon.S3;
using Amazon.S3.Transfer;
using MeshStarter.Contracts.Checks;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>
/// Measures the publish of a batch of a million rows to a new table in an S3 store, by turns with the same publish to a folder and the upload of a file
/// of the same data by the store's own client.
/// </summary>
internal static class StoreMeasure
{
    private const int Runs = 7;

    private const string Columns = "id BIGINT; customer UUID; city STRING; price DECIMAL(18,2)";

    private const string Select =
        "SELECT range AS id, md5(range::VARCHAR)::UUID AS customer, 'city ' || range % 5000 AS city, (range % 100000 / 100)::DECIMAL(18,2) AS price FROM range(1000000)";

    public static async Task RunAsync()
    {
        var (address, key, secret) = (Given("MESH_S3"), Given("AWS_ACCESS_KEY_ID"), Given("AWS_SECRET_ACCESS_KEY"));
        using var client = new AmazonS3Client(key, secret, new AmazonS3Config { ServiceURL = address, ForcePathStyle = true });
        using var transfer = new TransferUtility(client);
        using var connection = new S3Access(new S3Endpoint(new Uri(address), "us-east-1", PathStyle: true), new S3Credentials(key, secret)).Connect();
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        session.Execute($"CREATE TABLE source AS {Select}");
        using var workspace = new RowWorkspace();
        var product = Workbench.Product(Columns, [], new NotNullCheck(["id"]));
        await workspace.AppendAsync("source", product.Schema, Workbench.RowsAsync(session), static (appender, row) => Array.ForEach(row, value => appender.Append(value)), CancellationToken.None);

        List<Spent> raw = [], folder = [], store = [];
        for (var run = 0; run < Runs; run++)
        {
            var bucket = $"mesh-benchmark-{Guid.NewGuid():N}"[..30];
            await client.PutBucketAsync(bucket);
            using var local = new Workbench();
            var file = Path.Combine(local.Bucket.Root, "raw.parquet");
            session.Execute($"COPY source TO '{file}' (FORMAT parquet, COMPRESSION zstd)");
            raw.Add(await Workbench.SpentAsync(() => transfer.UploadAsync(file, bucket, "raw.parquet")));
            folder.Add(await Workbench.SpentAsync(() => PublishAsync(local)));
            using var cache = new ObjectCache(Path.Combine(local.Bucket.Root, "copies"), 1L << 30, TimeProvider.System);
            using var remote = new Workbench(new Bucket(connection, BucketLocation.Parse($"s3://{bucket}"), cache));
            store.Add(await Workbench.SpentAsync(() => PublishAsync(remote)));
        }

        var upload = Spent.Median(raw);
        var (more, times) = (Spent.Median(store).ClockMs - Spent.Median(folder).ClockMs, upload.ClockMs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"upload {upload.Reported}; publish to a folder {Spent.Median(folder).Reported}, to the store {Spent.Median(store).Reported}: {more:F0} ms more, {more / times:F2} × the upload"));

        Task PublishAsync(Workbench bench) => bench.Writer.PublishAsync(product, new RowBatch("first", workspace, product.Schema, "SELECT * FROM source"), CancellationToken.None);
    }

    private static string Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value : throw new InvalidOperationException($"{variable} is missing: set MESH_S3 to a store's address, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to its keys.");
}
