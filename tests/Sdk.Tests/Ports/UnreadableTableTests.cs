using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

[Collection(OrdersMesh.Collection)]
public sealed class UnreadableTableTests(OrdersMesh mesh)
{
    [SkippableTheory]
    [InlineData("/products/orders/rows", true)]
    [InlineData("/products/orders/rows", false)]
    [InlineData("/products/orders/table", true)]
    [InlineData("/products/orders/table", false)]
    public async Task Files_that_are_missing_or_damaged_are_said_to_be_so_and_are_read_again_when_they_are_back(string path, bool isMissing)
    {
        Assert.Equal(HttpStatusCode.OK, (await mesh.GetAsync(path)).Status);
        Dictionary<string, byte[]> files = [];
        try
        {
            var (status, body) = (HttpStatusCode.OK, "");
            // A compaction that has read the files commits others, which are whole.
            await Eventually.HoldsAsync(async () =>
            {
                Damage(files, isMissing);
                (status, body, _) = await mesh.GetAsync(path);
                return status != HttpStatusCode.OK;
            });

            var problem = JsonElement.Parse(body);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, ProblemTypes.Unavailable), (status, problem.GetProperty("type").GetString()));
            Assert.StartsWith("The data of orders.orders cannot be read", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain(mesh.OrdersBucket, body, StringComparison.Ordinal);
        }
        finally
        {
            foreach (var (file, bytes) in files)
            {
                Write(file, bytes, TimeProvider.System.GetUtcNow().AddHours(-1));
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await mesh.GetAsync(path)).Status);
    }

    private void Damage(Dictionary<string, byte[]> files, bool isMissing)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(mesh.OrdersBucket, "orders_v1", "data"), "*.parquet", SearchOption.AllDirectories).Where(file => !files.ContainsKey(file)))
        {
            if (Whole(file) is not { } bytes)
            {
                continue;
            }

            files[file] = bytes;
            if (isMissing)
            {
                File.Delete(file);
            }
            else
            {
                Write(file, new byte[bytes.Length], TimeProvider.System.GetUtcNow().AddHours(-2));
            }
        }
    }

    // Maintenance may write or delete it just now.
    private static byte[]? Whole(string file)
    {
        try
        {
            return File.ReadAllBytes(file) is var bytes && bytes.AsSpan().EndsWith("PAR1"u8) ? bytes : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // The engine takes a file for the one that it knows by its length and the second that it was written in.
    private static void Write(string file, byte[] bytes, DateTimeOffset at)
    {
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, at.UtcDateTime);
    }
}
