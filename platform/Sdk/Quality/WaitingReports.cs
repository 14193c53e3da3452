using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Quality;

/// <summary>
/// Reports quarantined batches to the catalog. The report of a published batch is part of its commit. A report that no commit carries waits in the
/// domain's database until the catalog has accepted it. A report that always fails delays no other.
/// </summary>
internal sealed partial class WaitingReports(NpgsqlDataSource database, CatalogClient catalog, TimeProvider time, ILogger<WaitingReports> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly OutboxSignal _signal = new();

    /// <summary>Adds a report, if the transaction commits.</summary>
    public static Task AddAsync(ProductMajorVersion product, BatchReport report, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "INSERT INTO mesh.batch_reports (product, report_id, report) VALUES (@Product, @ReportId, @Report) ON CONFLICT (product, report_id) DO NOTHING",
        new { Product = product.ToString(), ReportId = report.BatchId, Report = Write(report) },
        cancellationToken);

    /// <summary>Wakes the sender after a report was added.</summary>
    public void Wake() => _signal.Pulse();

    /// <summary>Returns a product's reports that the catalog did not accept, the newest first.</summary>
    public async Task<IReadOnlyList<FailedReport>> FailedAsync(ProductMajorVersion product, int limit, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Report, string Reason, int Tries, DateTime? NextTryAt)>(
            """
            SELECT report, reason, tries, CASE WHEN NOT is_refused THEN next_try_at END FROM mesh.batch_reports
            WHERE product = @Product AND reason IS NOT NULL ORDER BY id DESC LIMIT @Limit
            """,
            new { Product = product.ToString(), Limit = limit },
            cancellationToken);
        return [.. rows.Select(row => new FailedReport(Read(row.Report) with { Origin = null }, row.Reason, row.Tries, row.NextTryAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null))];
    }

    /// <summary>
    /// Completes reports of an earlier SDK version, which reported a batch after its commit: the reports of batches that the table has are sent, the
    /// others are deleted.
    /// </summary>
    public async Task CompleteAsync(ProductMajorVersion product, PublishedRows published, CancellationToken cancellationToken)
    {
        foreach (var (id, text) in await database.QueryAsync<(long, string)>("SELECT id, report FROM mesh.batch_reports WHERE product = @Product AND NOT is_settled", new { Product = product.ToString() }, cancellationToken))
        {
            var report = Read(text);
            var snapshot = published.SnapshotOf(report.Origin!.BatchId);
            await database.ExecuteAsync(
                snapshot is null ? "DELETE FROM mesh.batch_reports WHERE id = @Id" : "UPDATE mesh.batch_reports SET report = @Report, is_settled = true WHERE id = @Id",
                new { Id = id, Report = Write(report with { SnapshotId = snapshot?.SnapshotId }) },
                cancellationToken);
        }
    }

    /// <summary>
    /// Sends waiting reports until it is cancelled. Finally refused reports are sent again first, because a restart may follow a fix of
    /// their cause.
    /// </summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var areRefused = true;
        while (true)
        {
            var next = _signal.Next;
            try
            {
                if (areRefused)
                {
                    await database.ExecuteAsync("UPDATE mesh.batch_reports SET is_refused = false, next_try_at = NULL WHERE is_refused", null, cancellationToken);
                    areRefused = false;
                }

                foreach (var (id, product, report, reason) in await database.QueryAsync<(long, string, string, string?)>(
                    "SELECT id, product, report, reason FROM mesh.batch_reports WHERE is_settled AND NOT is_refused AND (next_try_at IS NULL OR next_try_at <= @Now) ORDER BY id",
                    new { Now = time.GetUtcNow() },
                    cancellationToken))
                {
                    await SendAsync(id, product, report, reason, cancellationToken);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception.IsDatabaseFailure(cancellationToken))
            {
                // The reports stay in the database.
            }

            await next.WaitAsync(Polling.LeftReports, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // The catalog stores a report once, however often it is sent.
    private async Task SendAsync(long id, string product, string text, string? before, CancellationToken cancellationToken)
    {
        try
        {
            var report = Read(text);
            await catalog.ReportAsync(ProductMajorVersion.TryParse(product, out var major) ? major.Product : throw new InvalidDataException($"{product} is no major version of a product."), report, cancellationToken);
            await database.ExecuteAsync("DELETE FROM mesh.batch_reports WHERE id = @Id", new { Id = id }, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            var isRefused = exception is JsonException or InvalidDataException || IsFinal((exception as HttpRequestException)?.StatusCode);
            if (exception.Message != before)
            {
                LogNotTaken(logger, product, id, isRefused ? "set aside" : "tried again", exception.Message);
            }

            await database.ExecuteAsync(
                """
                UPDATE mesh.batch_reports SET is_refused = @IsRefused, reason = @Reason, tries = tries + 1, next_try_at = @Now + least(@Longest, interval '2 seconds' * power(2, least(tries, 10)))
                WHERE id = @Id
                """,
                new { Id = id, IsRefused = isRefused, Reason = exception.Message, Now = time.GetUtcNow(), Longest = LongestPause },
                cancellationToken);
        }
    }

    // Another try would be refused again, unless the token has just expired or there were too many requests.
    private static bool IsFinal(HttpStatusCode? status) =>
        status is { } code && (int)code is >= 400 and < 500 && code is not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private static string Write(BatchReport report) => JsonSerializer.Serialize(report, MeshJson.Options);

    private static BatchReport Read(string report) => JsonSerializer.Deserialize<BatchReport>(report, MeshJson.Options)!;

    [LoggerMessage(3040, LogLevel.Warning, "The catalog does not take report {Id} of {Product}, which is {Consequence}: {Reason}")]
    private static partial void LogNotTaken(ILogger logger, string product, long id, string consequence, string reason);
}
