using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Sql;

/// <summary>
/// Streams the rows of a query from the query proxy to the browser as a file: the rows that the reader gets, masked and filtered. Text that a
/// spreadsheet would run as a formula begins with an apostrophe. A query that fails midway interrupts the download, so that no one takes the
/// part for the whole.
/// </summary>
internal sealed class CsvDownload(MeshClient mesh, TimeProvider time)
{
    private const string Csv = "text/csv";

    // A query may take as long as Mesh:Query:TimeLimit permits, an hour at most, before its first row.
    private const int Seconds = 65 * 60;

    /// <summary>Runs a query and writes its rows.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="sql">The query.</param>
    /// <param name="purpose">The purpose that it reads for; null or empty for none.</param>
    /// <param name="context">The request for the file.</param>
    /// <returns>The refusal if the query has no rows to write; else nothing more.</returns>
    /// <exception cref="ServiceUnavailableException">The proxy does not answer.</exception>
    public async Task<IResult> RunAsync(string persona, string sql, string? purpose, HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "query") { Content = new StringContent(sql, Encoding.UTF8, "text/plain") };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse($"{Csv}; formulas=escaped"));
        if (!string.IsNullOrWhiteSpace(purpose))
        {
            request.Headers.Add(StatedPurpose.Header, purpose.Trim());
        }

        using var answer = await mesh.SendAsync(persona, MeshClient.Query, request, context.RequestAborted, Seconds, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            return Results.Problem($"There is nothing to download. {await answer.ReadProblemAsync(context.RequestAborted)}", statusCode: (int)answer.StatusCode);
        }

        var response = context.Response;
        response.ContentType = $"{Csv}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"query-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.csv\"";
        response.Headers.CacheControl = "no-store";
        try
        {
            await using var rows = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            await rows.CopyToAsync(response.Body, context.RequestAborted);
        }
        catch (Exception interrupted) when (interrupted is HttpRequestException or IOException)
        {
            context.Abort();
        }

        return Results.Empty;
    }
}
