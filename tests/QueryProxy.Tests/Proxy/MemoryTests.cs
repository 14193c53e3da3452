using System.Globalization;
using System.Net;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The proxy's memory while large results pass through it.</summary>
[Collection(ProxyCollection.Name)]
public sealed class MemoryTests(ProxyFixture mesh)
{
    private const int MiB = 1024 * 1024;

    [SkippableFact]
    public async Task Memory_does_not_grow_with_a_result()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the most memory of a process is in /proc on Linux only");
        await using var proxy = await QueryFixture.ProcessAsync(mesh.Settings());
        foreach (var format in new[] { "text/csv", "application/vnd.apache.arrow.stream" })
        {
            await ReadAsync(proxy, format, rows: 300_000);
            var before = Peak(proxy);

            var bytes = await ReadAsync(proxy, format, rows: 1_200_000);

            Assert.InRange(bytes, 120L * MiB, 240L * MiB);
            // The kernel counts pages in batches: a later peak can be a little less.
            Assert.InRange(Peak(proxy) - before, -MiB, 60L * MiB);
        }
    }

    private async Task<long> ReadAsync(ServiceProcess proxy, string format, int rows)
    {
        using var answer = await mesh.AskAsync($"SELECT range, lpad('', 100, 'x') FROM range({rows.ToString(CultureInfo.InvariantCulture)})", accept: format, proxy: proxy.Address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, bytes) = (new byte[64 * 1024], 0L);
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            bytes += read;
        }

        return bytes;
    }

    // VmHWM:    123456 kB
    private static long Peak(ServiceProcess proxy) =>
        long.Parse(File.ReadLines($"/proc/{proxy.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
}
