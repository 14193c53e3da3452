using MeshStarter.Platform.Workers.Pipes;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>The formats of an answer, by their media types.</summary>
internal static class AnswerFormats
{
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";
    private const string Arrow = "application/vnd.apache.arrow.stream";
    private const string Parquet = "application/vnd.apache.parquet";

    /// <summary>All of them, for messages.</summary>
    public const string All = $"{JsonLines}, {Csv}, {Arrow} or {Parquet}";

    /// <summary>The format that a request asks for first; null where it accepts none of them.</summary>
    public static RowFormat? Requested(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return RowFormat.JsonLines;
        }

        return accepted.Where(type => type.Quality is null or > 0).OrderByDescending(type => type.Quality ?? 1).Select(Of).FirstOrDefault(format => format is not null);
    }

    /// <summary>Returns the content type of an answer in a format.</summary>
    public static string ContentType(RowFormat format) => format switch
    {
        RowFormat.Csv or RowFormat.SpreadsheetCsv => $"{Csv}; charset=utf-8; header=present",
        RowFormat.Arrow => Arrow,
        RowFormat.Parquet => Parquet,
        _ => JsonLines,
    };

    // Names of types are the same in upper and lower case (RFC 9110).
    private static RowFormat? Of(MediaTypeHeaderValue type) => type.MediaType.Value?.ToLowerInvariant() switch
    {
        Csv => EscapesFormulas(type) ? RowFormat.SpreadsheetCsv : RowFormat.Csv,
        "*/*" or "application/*" or JsonLines or "application/jsonl" or "application/json" or "application/x-jsonlines" => RowFormat.JsonLines,
        "text/*" => RowFormat.Csv,
        Arrow => RowFormat.Arrow,
        Parquet => RowFormat.Parquet,
        _ => null,
    };

    // text/csv; formulas=escaped
    private static bool EscapesFormulas(MediaTypeHeaderValue type) =>
        type.Parameters.Any(parameter => parameter.Name.Equals("formulas", StringComparison.OrdinalIgnoreCase) && parameter.Value.Equals("escaped", StringComparison.OrdinalIgnoreCase));
}
