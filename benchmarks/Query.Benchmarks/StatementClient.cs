using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Trino's client protocol as a plain client speaks it: a statement is sent, and its pages are fetched one after the other. Rows are counted and dropped.</summary>
/// <param name="http">Client of the server.</param>
internal sealed class StatementClient(HttpClient http) : IDisposable
{
    /// <summary>Runs a statement to its end.</summary>
    /// <returns>The number of its rows.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message says why.</exception>
    public async Task<long> RunAsync(string sql)
    {
        using var content = new StringContent(sql, Encoding.UTF8, new MediaTypeHeaderValue("text/plain"));
        var (rows, next) = await ReadAsync(await http.PostAsync(new Uri("v1/statement", UriKind.Relative), content), sql);
        while (next is not null)
        {
            (var more, next) = await ReadAsync(await http.GetAsync(next), sql);
            rows += more;
        }

        return rows;
    }

    public void Dispose() => http.Dispose();

    private static async Task<(long Rows, Uri? Next)> ReadAsync(HttpResponseMessage response, string sql)
    {
        using (response)
        {
            response.EnsureSuccessStatusCode();
            using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            var root = page.RootElement;
            return root.TryGetProperty("error", out var error)
                ? throw new InvalidOperationException($"{error.GetProperty("message").GetString()}: {sql}")
                : (root.TryGetProperty("data", out var data) ? data.GetArrayLength() : 0, root.TryGetProperty("nextUri", out var next) ? new Uri(next.GetString()!) : null);
        }
    }
}
