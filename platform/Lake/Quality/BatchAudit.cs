using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Quality;

/// <summary>
/// Step 6: validates a written batch against its product's checks, in the engine that wrote it. Queries of a descriptor call the
/// batch <c>this</c>.
/// </summary>
internal static class BatchAudit
{
    private const int SampleRows = 5;

    // One at a time: a check that does take too much would let the others fail again.
    private static readonly SemaphoreSlim SecondTry = new(1, 1);

    /// <summary>
    /// Whether a product's checks hold a batch against the rows that exist alongside it. In a product with a key those have other keys than
    /// the batch: no check of columns with all of the key among them can find one.
    /// </summary>
    public static bool ReadsExisting(DataProductDescriptor product) => product.Quality.Checks.Any(check => check.Existing switch
    {
        ExistingRows.Same => product.Key.Count == 0 || product.Key.Except(check.Columns, StringComparer.Ordinal).Any(),
        var existing => existing == ExistingRows.All,
    });

    /// <summary>A finding for each check, in the descriptor's order.</summary>
    /// <param name="session">A session of the engine that can read the batch's relations; where a check needs them it gets the views <c>this</c> and <c>existing</c>.</param>
    /// <param name="product">The product with the checks.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="time">The clock that ages count to, and that limits each check.</param>
    /// <param name="cancellationToken">Ends the audit.</param>
    public static IReadOnlyList<CheckFinding> Run(DuckDbConnection session, DataProductDescriptor product, AuditedBatch batch, TimeProvider time, CancellationToken cancellationToken)
    {
        var checks = product.Quality.Checks;
        if (checks.Count == 0)
        {
            return [];
        }

        var audited = new CheckedBatch(product.Schema, batch, time.GetUtcNow());
        var tests = checks.Distinct().ToDictionary(check => check, check => check.On(audited));
        var counts = CountFailing(session, batch, tests, () => new CheckLimit(batch.Limit, time, null, cancellationToken));
        if (checks.Any(check => counts.GetValueOrDefault(check) != 0))
        {
            SetOut(session, batch, checks, cancellationToken);
        }

        return [.. checks.Select(check => Guarded(check, () => new CheckLimit(batch.Limit, time, check, cancellationToken), limited => tests[check] switch
        {
            _ when CheckSql.Refusal(session, check) is { } refusal => Broken(check, refusal),
            CheckTest.OfRow test => OfRows(check, FailingOf(test), ReasonOf(test, limited), counts.GetValueOrDefault(check), limited),
            CheckTest.OfRows { Proof: { } proof } when session.Scalar<bool>(proof, limited) => Passed(check),
            CheckTest.OfRows test => OfRows(check, test.Failing, () => test.Reason, null, limited),
            CheckTest.OfBatch test => OfBatch(check, test.Problem(new CheckQueries(session, limited))),
            var test => throw new InvalidOperationException($"{check.Kind} cannot be run: there is no {test.GetType().Name} here."),
        }, cancellationToken))];

        CheckFinding OfRows(QualityCheck check, string failing, Func<string> reason, long? count, CancellationToken limited) => (count ?? session.Scalar<long>($"SELECT count(*) FROM ({failing})", limited)) switch
        {
            0 => Passed(check),
            var rows => new CheckFinding(
                new CheckResult { Check = check, Outcome = CheckOutcome.Failed, FailingRows = rows, Reason = $"{rows} row{(rows == 1 ? "" : "s")}: {reason()}." },
                Sample(session, failing, limited)),
        };

        Func<string> ReasonOf(CheckTest.OfRow test, CancellationToken limited) => () => test.ReasonOfBatch?.Invoke(new CheckQueries(session, limited)) ?? test.Reason;
    }

    /// <summary>Gives a session the views that checks look at, <c>this</c> and <c>existing</c>.</summary>
    public static void SetOut(DuckDbConnection session, AuditedBatch batch, IReadOnlyList<QualityCheck> checks, CancellationToken cancellationToken)
    {
        session.Execute($"CREATE OR REPLACE TEMP VIEW {CheckedBatch.This} AS SELECT * FROM ({batch.Rows})", cancellationToken);
        session.Execute($"CREATE OR REPLACE TEMP VIEW {CheckedBatch.Existing} AS {(batch.Existing is { } existing ? $"SELECT * FROM ({existing})" : "SELECT * FROM this WHERE false")}", cancellationToken);
        if (checks.OfType<SqlCheck>().Any(check => check.Names(CheckedBatch.FormerExisting)))
        {
            session.Execute($"CREATE OR REPLACE TEMP VIEW {CheckedBatch.FormerExisting} AS SELECT * FROM {CheckedBatch.Existing}", cancellationToken);
        }
    }

    /// <summary>A SELECT of the rows that break a check of single rows.</summary>
    public static string FailingOf(CheckTest.OfRow test) => $"SELECT * FROM {CheckedBatch.This} WHERE {test.Condition}";

    /// <summary>Counts the rows that break each of the checks of single rows, in one pass; nothing where one of them cannot be run.</summary>
    private static Dictionary<QualityCheck, long?> CountFailing(DuckDbConnection session, AuditedBatch batch, IReadOnlyDictionary<QualityCheck, CheckTest> tests, Func<CheckLimit> limitOf)
    {
        var single = tests.Where(check => check.Value is CheckTest.OfRow).ToList();
        Dictionary<QualityCheck, long?> counts = [];
        if (single.Count == 0)
        {
            return counts;
        }

        using var limit = limitOf();
        try
        {
            using var result = session.Query($"SELECT {string.Join(", ", single.Select(check => $"count(*) FILTER (WHERE {((CheckTest.OfRow)check.Value).Condition})"))} FROM ({batch.Rows})", limit.Token);
            var chunk = result.NextChunk(limit.Token)!;
            for (var index = 0; index < single.Count; index++)
            {
                counts[single[index].Key] = chunk[index].GetInt64(0);
            }
        }
        catch (Exception exception) when (exception is DuckDbException || limit.Ended(exception) is not null)
        {
            // Which of them it is shows when each is run by itself.
            counts.Clear();
        }

        return counts;
    }

    // As JSON of the engine's own making: a query may return types that no column has.
    private static IReadOnlyList<string> Sample(DuckDbConnection session, string failing, CancellationToken cancellationToken) => session.Rows(
        $"SELECT CAST(to_json(failing) AS VARCHAR) FROM (SELECT * FROM ({failing}) LIMIT {SampleRows}) AS failing", static (chunk, row) => chunk[0].GetString(row), cancellationToken);

    // The memory is that of the whole process, which a pipeline or a compaction may have taken.
    private static CheckFinding Guarded(QualityCheck check, Func<CheckLimit> limitOf, Func<CancellationToken, CheckFinding> run, CancellationToken cancellationToken)
    {
        var (finding, isOfMemory) = Try(check, limitOf, run);
        if (!isOfMemory)
        {
            return finding;
        }

        SecondTry.Wait(cancellationToken);
        try
        {
            return Try(check, limitOf, run).Finding;
        }
        finally
        {
            SecondTry.Release();
        }
    }

    // A query that a domain wrote may be wrong, or fit the batch of today and not that of tomorrow.
    private static (CheckFinding Finding, bool IsOfMemory) Try(QualityCheck check, Func<CheckLimit> limitOf, Func<CancellationToken, CheckFinding> run)
    {
        using var limit = limitOf();
        try
        {
            return (run(limit.Token), false);
        }
        catch (DuckDbException exception)
        {
            return (Broken(check, exception), exception.Kind == DuckDbErrorKind.OutOfMemory);
        }
        catch (OperationCanceledException exception) when (limit.Ended(exception) is { } reason)
        {
            return (Broken(check, reason), limit.IsMemoryExceeded);
        }
    }

    /// <summary>The finding of a check that is not run.</summary>
    public static CheckFinding Broken(QualityCheck check, string reason) =>
        new(new CheckResult { Check = check, Outcome = CheckOutcome.Broken, Reason = $"The check cannot be run: {reason}" }, []);

    private static CheckFinding OfBatch(QualityCheck check, string? problem) => problem is null
        ? Passed(check)
        : new CheckFinding(new CheckResult { Check = check, Outcome = CheckOutcome.Failed, Reason = problem }, []);

    private static CheckFinding Passed(QualityCheck check) => new(new CheckResult { Check = check, Outcome = CheckOutcome.Passed }, []);

    /// <summary>The finding of a check that the engine could not run.</summary>
    /// <remarks>Its reason is visible to all who may discover the product. What the engine says of SQL, the contract has; what it says of a row may quote a value.</remarks>
    public static CheckFinding Broken(QualityCheck check, DuckDbException exception) => Broken(check, IsOfTheCheck(check, exception)
        ? FirstLine(exception.Message)
        : $"a value of the batch, or the work it takes, is more than the check can do ({exception.Kind}).");

    /// <summary>Whether the engine speaks of the check itself, and not of a row.</summary>
    public static bool IsOfTheCheck(QualityCheck check, DuckDbException exception) => exception.Kind is DuckDbErrorKind.Parser or DuckDbErrorKind.Syntax or DuckDbErrorKind.Binder or DuckDbErrorKind.Catalog
        || (check.HasPattern && exception.Kind == DuckDbErrorKind.InvalidInput);

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();

    private sealed class CheckQueries(DuckDbConnection session, CancellationToken limited) : ICheckQueries
    {
        public T? Scalar<T>(string select) => session.Scalar<T>(select, limited);
    }
}
