using System.Globalization;
using System.Net.Http.Headers;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Queries of one number.</summary>
internal static class NumberQuery
{
    /// <summary>Returns the number that a statement selects; null where it is NULL, or where the product has no first snapshot and with it no table.</summary>
    public static async Task<long?> ReadAsync(HttpClient query, string statement)
    {
        using var sql = new StringContent(statement, mediaType: new MediaTypeHeaderValue("text/plain"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("query", UriKind.Relative)) { Content = sql, Headers = { Accept = { new("text/csv") } } };
        using var answer = await query.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && long.TryParse(text.TrimEnd().Split('\n')[^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
