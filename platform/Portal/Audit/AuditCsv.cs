using System.Buffers;
using System.Globalization;
using System.Text;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Audit;

/// <summary>
/// Streams the lines of a filter to the browser as a file, page by page as governance gives them to the reader. Text that a spreadsheet would run as a
/// formula begins with an apostrophe. A download that fails midway is interrupted, so that no one takes the part for the whole.
/// </summary>
internal sealed class AuditCsv(MeshClient mesh, TimeProvider time)
{
    /// <summary>The most records of a file.</summary>
    public const int MostRecords = 100_000;

    private const int PageSize = 1_000;
    private const string Header = "occurred_at,ended_at,subject,subject_domain,action,product,permit,outcome,rows,columns,masked_columns,rules,purposes,reason,service,id,end_id\n";

    // As the query proxy's files: the first characters of a formula.
    private const string BeginsFormula = "=+-@\t\r\n";

    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create("\",\r\n");

    /// <summary>Writes the records of a filter.</summary>
    /// <exception cref="ServiceException">Governance does not answer, or refuses; nothing is written.</exception>
    public async Task WriteAsync(string user, AuditSearch search, HttpContext context)
    {
        var stop = context.RequestAborted;
        var page = await ReadAsync(search);
        var response = context.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"audit-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.csv\"";
        response.Headers.CacheControl = "no-store";
        try
        {
            await response.WriteAsync(Header, stop);
            var written = 0;
            while (true)
            {
                await response.WriteAsync(string.Concat(AuditLine.Of(page).Take(MostRecords - written).Select(Line)), stop);
                written += page.Items.Count;
                if (page.Next is not { } next || written >= MostRecords)
                {
                    return;
                }

                page = await ReadAsync(search with { Before = next });
            }
        }
        catch (ServiceException)
        {
            // What was sent is not all.
            context.Abort();
        }

        Task<AuditPage> ReadAsync(AuditSearch part) => mesh.GetAsync<AuditPage>(user, MeshClient.Governance, part.OfGovernance(PageSize), stop, AuditSearch.Seconds);
    }

    /// <summary>A line of the page as a line of the file.</summary>
    public static string Line(AuditLine line)
    {
        var (record, end) = line;
        var read = end ?? record;
        return string.Join(',', ((string?[])
        [
            Time(record.OccurredAt), end is null ? null : Time(end.OccurredAt), record.Subject, record.SubjectDomain, record.Action, record.Product?.ToString(),
            record.Permit ? "true" : "false", read.Outcome, read.Rows?.ToString(CultureInfo.InvariantCulture), List((read.Columns is { Count: > 0 } ? read : record).Columns ?? []), List(read.MaskedColumns), List(record.RuleIds),
            List(record.Purposes), AuditWords.Reason(line), record.Service, record.Id.ToString(), end?.Id.ToString(),
        ]).Select(Field)) + "\n";
    }

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string List(IReadOnlyList<string> values) => string.Join("; ", values);

    private static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = BeginsFormula.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(NeedsQuotes) ? new StringBuilder(safe).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString() : safe;
    }
}
