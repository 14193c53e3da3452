using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace MeshStarter.Query.Benchmarks;

/// <summary>
/// Rows out: five columns of the large product, one statement to one reader that does nothing with them, in each format, the run
/// of the median; with the processor time of the proxy, of its workers and of the reader, and the most memory of the proxy.
/// </summary>
internal static class RowsPart
{
    private const int MostRows = 5_000_000;

    public static async Task RunAsync(FilledMesh mesh, Sizes sizes)
    {
        var rows = Math.Min(sizes.Rows, MostRows);
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT id, status, city, price, placed_at FROM load.sales WHERE id < {rows}");
        using var http = await mesh.Mesh.PersonAsync("query", "analyst");
        var proxy = mesh.Mesh.Processes.Single(process => process.Name == "query").Id;
        foreach (var (name, read) in new (string, Func<Task<long>>)[]
        {
            ("plain JSON pages", () => PagesAsync(http, sql, gzip: false)),
            ("gzip JSON pages", () => PagesAsync(http, sql, gzip: true)),
            ("CSV", () => StreamAsync(http, sql, "text/csv")),
            ("JSON lines", () => StreamAsync(http, sql, "application/x-ndjson")),
            ("Arrow", () => StreamAsync(http, sql, "application/vnd.apache.arrow.stream")),
            ("Parquet", () => StreamAsync(http, sql, "application/vnd.apache.parquet")),
        })
        {
            var runs = new List<(TimeSpan Took, string Line)>();
            for (var run = -1; run < Math.Min(sizes.Runs, 5); run++)
            {
                var before = ProcessTimes.Of(proxy);
                var began = Stopwatch.GetTimestamp();
                var bytes = await read();
                var took = Stopwatch.GetElapsedTime(began);
                if (run >= 0)
                {
                    var after = ProcessTimes.Of(proxy);
                    runs.Add((took, string.Create(CultureInfo.InvariantCulture,
                        $"{name}: {rows / took.TotalSeconds:N0} rows/s, {bytes / took.TotalSeconds / 1e6:F0} MB/s; µs of processor a row: proxy {(after.Own - before.Own) * 1e6 / rows:F2}, workers {(after.Children - before.Children) * 1e6 / rows:F2}, "
                        + $"reader {(after.Reader - before.Reader) * 1e6 / rows:F2}; proxy {after.PeakMiB} MiB at most; load {FilledMesh.LoadAverage()}")));
                }
            }

            Console.WriteLine(runs.OrderBy(run => run.Took).ElementAt(runs.Count / 2).Line);
        }
    }

    private static async Task<long> StreamAsync(HttpClient http, string sql, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("query", UriKind.Relative)) { Content = new StringContent(sql, Encoding.UTF8, new MediaTypeHeaderValue("text/plain")) };
        request.Headers.Accept.ParseAdd(accept);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.IsSuccessStatusCode ? await DrainAsync(await response.Content.ReadAsStreamAsync(), new byte[1 << 16], 0)
            : throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private static async Task<long> PagesAsync(HttpClient http, string sql, bool gzip)
    {
        using var content = new StringContent(sql, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        using var first = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/statement", UriKind.Relative)) { Content = content };
        var response = await http.SendAsync(first, HttpCompletionOption.ResponseHeadersRead);
        var (bytes, head) = (0L, new byte[1 << 16]);
        while (true)
        {
            Uri? next;
            using (response)
            {
                response.EnsureSuccessStatusCode();
                var body = await response.Content.ReadAsStreamAsync();
                var read = await body.ReadAtLeastAsync(head, 4096, throwOnEndOfStream: false);
                next = NextOf(head.AsSpan(0, read), gzip && response.Content.Headers.ContentEncoding.Contains("gzip"));
                bytes += await DrainAsync(body, head, read);
            }

            if (next is null)
            {
                return bytes;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            if (gzip)
            {
                request.Headers.AcceptEncoding.ParseAdd("gzip");
            }

            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
    }

    // The rest of a page is not even decompressed.
    private static Uri? NextOf(ReadOnlySpan<byte> page, bool gzip)
    {
        if (gzip)
        {
            var begin = new byte[2048];
            using var plain = new GZipStream(new MemoryStream(page.ToArray()), CompressionMode.Decompress);
            page = begin.AsSpan(0, plain.ReadAtLeast(begin, 1024, throwOnEndOfStream: false));
        }

        var at = page.IndexOf("\"nextUri\":\""u8);
        if (at < 0)
        {
            return page.IndexOf("\"error\":"u8) < 0 ? null : throw new InvalidOperationException(Encoding.UTF8.GetString(page));
        }

        var address = page[(at + 11)..];
        return new Uri(Encoding.ASCII.GetString(address[..address.IndexOf((byte)'"')]));
    }

    private static async Task<long> DrainAsync(Stream body, byte[] buffer, long bytes)
    {
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            bytes += read;
        }

        return bytes;
    }
}

/// <summary>The processor time of a process, of its children and of this program, in seconds. Linux only; elsewhere zeros.</summary>
internal sealed record ProcessTimes(double Own, double Children, double Reader, int PeakMiB)
{
    private const double TicksOfSecond = 100;

    public static ProcessTimes Of(int process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new ProcessTimes(0, 0, 0, 0);
        }

        var own = Fields(process);
        var children = own[2] + own[3];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == process)
            {
                var of = Fields(id);
                children += of[0] + of[1];
            }
        }

        var peak = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return new ProcessTimes(own[0] + own[1], children, Environment.CpuUsage.TotalTime.TotalSeconds, int.Parse(peak, CultureInfo.InvariantCulture) / 1024);
    }

    // 4242 (name) S 1 … utime stime cutime cstime …
    private static double[] Fields(int process) => Read(process) is { } fields ? [.. fields[11..15].Select(ticks => double.Parse(ticks, CultureInfo.InvariantCulture) / TicksOfSecond)] : [0, 0, 0, 0];

    private static int ParentOf(int process) => Read(process) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static string[]? Read(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
