using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Lineage;
using Npgsql;

namespace MeshStarter.Sdk.Quality;

/// <summary>Keeps reports on batches beside the outbox until the catalog has taken them: as long as a snapshot stands, the word about it does.</summary>
internal sealed class BatchReports(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>
    /// How many reports of a product wait by themselves that were not sent, earlier ones are one a minute; how many wait that were sent, before no other of
    /// the product is; and how many are kept that were refused.
    /// </summary>
    public const int MostApart = 1_000;

    private const int Page = 50;

    private const string Placed = "SELECT id, row_number() OVER (PARTITION BY product ORDER BY id DESC) AS place FROM mesh.batch_reports";

    // The database keeps what it answered, whoever kills this process. Only a crash of its own machine loses the last moment: that is no flush per publish worth.
    private const string WithoutFlush = "(SELECT set_config('synchronous_commit', 'off', true)) AS without_flush";

    // The catalog may have counted them, and did not say so.
    private const string Uncertain = "is_sent AND is_settled AND NOT is_counted AND NOT is_refused";

    private const string Put = $"""
        INSERT INTO mesh.batch_reports (product, report_id, report, origin, is_settled)
        SELECT @Product, @ReportId, @Report, @Origin, @IsSettled FROM {WithoutFlush}
        {Once}
        """;

    // What is written in one transaction with it must not be lost in any way.
    private const string PutFlushed = $"""
        INSERT INTO mesh.batch_reports (product, report_id, report, origin, is_settled)
        VALUES (@Product, @ReportId, @Report, @Origin, @IsSettled)
        {Once}
        """;

    private const string Once = """
        ON CONFLICT (product, report_id) DO UPDATE SET report = excluded.report, origin = excluded.origin, is_settled = excluded.is_settled
        WHERE excluded.is_settled OR NOT batch_reports.is_settled
        """;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Nobody publishes for so long.
    private static readonly TimeSpan LongestPublish = TimeSpan.FromDays(1);

    /// <summary>Keeps a report on a batch that is to be published next. Offered with each try, it is one; and where another process has published the batch, it says what that one says.</summary>
    public async Task OfferAsync(ProductMajor product, BatchReport report, KeptOrigin origin, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await PutAsync(connection, null, product, report, origin, isSettled: false, cancellationToken);
    }

    /// <summary>Keeps a report on a batch that is to be published next, if the transaction commits.</summary>
    public static Task OfferAsync(ProductMajor product, BatchReport report, KeptOrigin origin, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        PutAsync(transaction.Connection!, transaction, product, report, origin, isSettled: false, cancellationToken);

    /// <summary>Has a report told: it is known what became of its batch.</summary>
    public async Task SettleAsync(ProductMajor product, BatchReport report, KeptOrigin origin, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await PutAsync(connection, null, product, report, origin, isSettled: true, cancellationToken);
    }

    /// <summary>Has a report told of a batch that is kept out, if the transaction commits.</summary>
    public static Task SettleKeptOutAsync(ProductMajor product, BatchReport report, KeptOrigin origin, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        PutAsync(transaction.Connection!, transaction, product, report, origin, isSettled: true, cancellationToken, PutFlushed);

    /// <summary>Has a report told, if the transaction commits.</summary>
    public static Task SettleAsync(ProductMajor product, BatchReport report, KeptOrigin origin, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        PutAsync(transaction.Connection!, transaction, product, report, origin, isSettled: true, cancellationToken);

    /// <summary>
    /// Settles what was offered by a process that came to its end in the middle, or that was not told what became of it. What no table holds may be
    /// on its way in another process, and is forgotten after a day.
    /// </summary>
    /// <param name="product">Whose reports.</param>
    /// <param name="snapshotOf">The snapshot that published a batch; null when none did.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task ResolveAsync(ProductMajor product, Func<string, long?> snapshotOf, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ResolveAsync(product, snapshotOf, _ => false, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>As <see cref="ResolveAsync(ProductMajor, Func{string, long?}, CancellationToken)"/>, at the begin of a relay's term: nothing of an earlier relay is on its way any more.</summary>
    public Task ResolveAsync(ProductMajor product, Func<string, long?> snapshotOf, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        ResolveAsync(product, snapshotOf, open => open.IsOfRelay, transaction, cancellationToken);

    private async Task ResolveAsync(ProductMajor product, Func<string, long?> snapshotOf, Func<WaitingReport, bool> isOver, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        foreach (var open in await ReadAsync(connection, transaction, "product = @Product AND NOT is_settled ORDER BY id FOR UPDATE", new { Product = product.ToString() }, cancellationToken))
        {
            if (snapshotOf(open.Origin.BatchId) is { } snapshotId)
            {
                await SettleAsync(product, open.Report with { SnapshotId = snapshotId }, open.Origin, transaction, cancellationToken);
            }
            else if (isOver(open) || time.GetUtcNow() - open.Report.CheckedAt > LongestPublish)
            {
                await connection.ExecuteAsync(new CommandDefinition("DELETE FROM mesh.batch_reports WHERE id = @Id", new { open.Id }, transaction, cancellationToken: cancellationToken));
            }
        }
    }

    /// <summary>
    /// Hands out a few reports that are to be told now, the oldest first, which no other process gets meanwhile. Those that were taken are forgotten, those
    /// that failed are put off by themselves, for longer each time, and those that were refused for good are set aside.
    /// </summary>
    /// <remarks>That they are sent is written down before: whatever becomes of this process, a report that may have been counted stays as it is (<see cref="RollUpAsync"/>).</remarks>
    /// <param name="tell">Tells reports, and says what became of those that it tried.</param>
    /// <param name="cancellationToken">Ends the telling.</param>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> TakeAsync(Func<IReadOnlyList<WaitingReport>, Task<IReadOnlyList<ReportTrial>>> tell, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (marked, fresh) = await MarkAsync(connection, cancellationToken);
        if (marked.Count == 0)
        {
            return false;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var waiting = await ReadAsync(connection, transaction, "id = ANY(@Marked) ORDER BY id FOR UPDATE SKIP LOCKED", new { Marked = marked.ToArray() }, cancellationToken);
        var trials = await tell(waiting);
        var tried = trials.Select(trial => trial.Id).ToHashSet();
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE mesh.batch_reports SET is_sent = false WHERE id = ANY(@Fresh)",
            new { Fresh = waiting.Select(report => report.Id).Where(id => fresh.Contains(id) && !tried.Contains(id)).ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM mesh.batch_reports USING {WithoutFlush} WHERE id = ANY(@Told)",
            new { Told = trials.Where(trial => trial.Reason is null).Select(trial => trial.Id).ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var trial in trials.Where(trial => trial.Reason is not null))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE mesh.batch_reports SET is_counted = @IsCounted WHERE id = @Id;
                UPDATE mesh.batch_reports SET is_refused = @IsRefused, reason = @Reason, tries = tries + 1,
                    next_try_at = @Now + least(@Longest, interval '2 seconds' * power(2, least(tries, 10)))
                WHERE id = @Id AND (@IsRefused OR @IsPutOff)
                """,
                new { trial.Id, trial.IsCounted, trial.IsRefused, trial.IsPutOff, trial.Reason, Now = time.GetUtcNow(), Longest = LongestPause },
                transaction,
                cancellationToken: cancellationToken));
        }

        if (trials.Any(trial => trial.IsRefused))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM mesh.batch_reports WHERE id IN (SELECT id FROM ({Placed} WHERE is_refused) AS refused WHERE place > {MostApart})", transaction: transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // Those to be told, and which of them were not sent before. The catalog is told nothing between: another process may take some meanwhile.
    private async Task<(IReadOnlyList<long> Marked, IReadOnlySet<long> Fresh)> MarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await connection.QueryAsync<(long Id, bool IsSent)>(new CommandDefinition(
            $"""
            SELECT id, is_sent FROM mesh.batch_reports AS due
            WHERE is_settled AND NOT is_refused AND (next_try_at IS NULL OR next_try_at <= @Now)
                AND (is_sent OR (SELECT count(*) FROM mesh.batch_reports AS sent WHERE sent.product = due.product AND {Uncertain}) < {MostApart})
            ORDER BY id LIMIT @Page FOR UPDATE SKIP LOCKED
            """,
            new { Page, Now = time.GetUtcNow() },
            transaction,
            cancellationToken: cancellationToken));
        var marked = due.ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE mesh.batch_reports SET is_sent = true FROM {WithoutFlush} WHERE id = ANY(@Marked) AND NOT is_sent",
            new { Marked = marked.Select(report => report.Id).ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return ([.. marked.Select(report => report.Id)], marked.Where(report => !report.IsSent).Select(report => report.Id).ToHashSet());
    }

    /// <summary>Has what was set aside tried again: who starts a service anew may have mended what was wrong.</summary>
    public async Task TryAgainAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE mesh.batch_reports SET is_refused = false, next_try_at = NULL WHERE is_refused", cancellationToken: cancellationToken));
    }

    /// <summary>The reports of a product that the catalog did not take when it was told, the newest first.</summary>
    public async Task<IReadOnlyList<WaitingReport>> FailedAsync(ProductMajor product, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, "product = @Product AND reason IS NOT NULL ORDER BY id DESC LIMIT @Limit", new { Product = product.ToString(), Limit = limit }, cancellationToken);
    }

    /// <summary>
    /// Makes one report a minute of those before each product's last thousand: the catalog may be away for days. What it may have counted without saying
    /// so stays as it is: under another id it would count twice.
    /// </summary>
    public async Task RollUpAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var earlier = await ReadAsync(
            connection,
            transaction,
            $"id IN (SELECT id FROM ({Placed} WHERE is_settled AND NOT is_refused AND NOT ({Uncertain})) AS ordered WHERE place > {MostApart}) ORDER BY id FOR UPDATE",
            new { },
            cancellationToken);
        var minutes = WaitingReport.ByMinute(earlier);
        if (minutes.Count == earlier.Count)
        {
            return;
        }

        var kept = minutes.Select(minute => minute.Id).ToHashSet();
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM mesh.batch_reports WHERE id = ANY(@Gone)", new { Gone = earlier.Select(report => report.Id).Where(id => !kept.Contains(id)).ToArray() }, transaction, cancellationToken: cancellationToken));
        foreach (var minute in minutes)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE mesh.batch_reports SET report_id = @ReportId, report = @Report, origin = @Origin WHERE id = @Id",
                new { minute.Id, ReportId = minute.Report.BatchId, Report = Write(minute.Report), Origin = Write(minute.Origin) },
                transaction,
                cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static Task PutAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ProductMajor product, BatchReport report, KeptOrigin origin, bool isSettled, CancellationToken cancellationToken, string put = Put) =>
        connection.ExecuteAsync(new CommandDefinition(
            put,
            new { Product = product.ToString(), ReportId = report.BatchId, Report = Write(report), Origin = Write(origin), IsSettled = isSettled },
            transaction,
            cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<WaitingReport>> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string condition, object parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Kept>(new CommandDefinition(
            $"""
            SELECT id, product, report, origin, is_counted AS IsCounted, tries, next_try_at AS NextTryAt, is_refused AS IsRefused, reason
            FROM mesh.batch_reports WHERE {condition}
            """, parameters, transaction, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToWaiting())];
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, MeshJson.Options);

    private sealed record Kept(long Id, string Product, string Report, string Origin, bool IsCounted, int Tries, DateTime? NextTryAt, bool IsRefused, string? Reason)
    {
        public WaitingReport ToWaiting() => new(
            Id,
            ProductMajor.TryParse(Product, out var product) ? product : throw new InvalidDataException($"{Product} is no major version of a product."),
            JsonSerializer.Deserialize<BatchReport>(Report, MeshJson.Options)!,
            JsonSerializer.Deserialize<KeptOrigin>(Origin, MeshJson.Options)!)
        {
            IsCounted = IsCounted,
            Tries = Tries,
            NextTryAt = NextTryAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null,
            IsRefused = IsRefused,
            Reason = Reason,
        };
    }
}
