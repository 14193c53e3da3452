using Dapper;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Stores the runs of the domain's pipelines. Any process requests and cancels runs; the one with the publisher's lease begins and ends them, in the
/// transactions of its lease, so that a process that lost it changes nothing.
/// </summary>
internal sealed class RunStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The number of processes that a run may end before it counts as failed.</summary>
    public const int MostStarts = 3;

    // The latest run of each window stays: it says which windows are computed.
    private const int MostKept = 1_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private static readonly Func<ProductMajorVersion, PipelineRun, PipelineRun> RunOf = (product, run) => run with { Product = product.Product, Major = product.Major };

    // Dapper reads "timedout" as RunState.TimedOut, and no "timed_out".
    private const string Columns =
        """
        product, id, window_name AS window, generation, replace(state, '_', '') AS state, cause, requested_by, requested_at, not_before, starts, attempts,
            started_at, ended_at, cancelled_by, error, inputs, rows, snapshot_id, is_unchanged
        """;

    static RunStore() => SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyDictionary<string, long?>>());

    /// <summary>
    /// Requests runs of windows, the next generation of each. A window that has a run waiting keeps that one, which then reads states of its inputs that
    /// are not older than this request.
    /// </summary>
    /// <returns>The runs that wait now, or that were recorded as skipped.</returns>
    public Task<IReadOnlyList<PipelineRun>> RequestAsync(ProductMajorVersion product, IReadOnlyCollection<RunRequest> requests, CancellationToken cancellationToken) => requests.Count == 0
        ? Task.FromResult<IReadOnlyList<PipelineRun>>([])
        : database.InTransactionAsync(transaction => RequestAsync([.. requests.Select(request => (product, request))], transaction, cancellationToken), cancellationToken);

    /// <summary>Requests runs of windows of several pipelines.</summary>
    /// <inheritdoc cref="RequestAsync(ProductMajorVersion, IReadOnlyCollection{RunRequest}, CancellationToken)"/>
    public async Task<IReadOnlyList<PipelineRun>> RequestAsync(
        IReadOnlyCollection<(ProductMajorVersion Product, RunRequest Run)> requests, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var products = requests.Select(request => request.Product.ToString()).ToArray();
        // A statement of its own: the next one sees what another request committed before. In one order, so that two requests do not wait for each other.
        await transaction.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended('pipeline ' || product, 0) AS key FROM unnest(@Products) AS product ORDER BY key) AS keys", new { Products = products }, cancellationToken);
        return await transaction.QueryAsync(
            $"""
            INSERT INTO mesh.pipeline_runs AS runs (product, window_name, window_start, generation, state, cause, requested_by, requested_at, due_at, not_before, ended_at, range_start, parallel)
            SELECT product, name, start, coalesce(last.generation, 0) + 1, CASE WHEN skipped THEN 'skipped' ELSE 'queued' END, cause, by, clock_timestamp(), coalesce(due_at, @Now),
                greatest(@Now, CASE WHEN begun.started_at > @Now THEN @Now ELSE begun.started_at END + min_interval), CASE WHEN skipped THEN @Now END, range_start, parallel
            FROM unnest(@Products, @Names, @Starts, @Causes, @By, @Dues, @Intervals, @Skipped, @Ranges, @Parallels)
                AS requested(product, name, start, cause, by, due_at, min_interval, skipped, range_start, parallel) LEFT JOIN LATERAL (
                SELECT generation FROM mesh.pipeline_runs AS earlier WHERE earlier.product = requested.product AND earlier.window_name = name ORDER BY generation DESC LIMIT 1
            ) AS last ON true LEFT JOIN LATERAL (
                SELECT started_at FROM mesh.pipeline_runs AS earlier WHERE earlier.product = requested.product AND earlier.window_name = name AND started_at IS NOT NULL ORDER BY generation DESC LIMIT 1
            ) AS begun ON min_interval > interval '0'
            WHERE NOT skipped OR NOT EXISTS (
                SELECT FROM mesh.pipeline_runs AS waiting WHERE waiting.product = requested.product AND waiting.window_name = name AND waiting.state IN ('queued', 'running', 'interrupted'))
            ON CONFLICT (product, window_name) WHERE state = 'queued' DO UPDATE SET
                requested_at = excluded.requested_at,
                not_before = least(runs.not_before, excluded.not_before),
                cause = CASE WHEN excluded.cause = '{RunRequest.Manual}' THEN excluded.cause ELSE runs.cause END,
                requested_by = coalesce(excluded.requested_by, runs.requested_by),
                range_start = CASE WHEN excluded.requested_by IS NULL THEN runs.range_start ELSE excluded.range_start END,
                parallel = CASE WHEN excluded.requested_by IS NULL THEN runs.parallel ELSE excluded.parallel END
            RETURNING {Columns}
            """,
            RunOf,
            new
            {
                Products = products,
                Names = requests.Select(request => request.Run.Window.Name).ToArray(),
                Starts = requests.Select(request => request.Run.Window.Start.UtcDateTime).ToArray(),
                Causes = requests.Select(request => request.Run.Cause).ToArray(),
                By = requests.Select(request => request.Run.By).ToArray(),
                Dues = requests.Select(request => request.Run.DueAt?.UtcDateTime).ToArray(),
                Intervals = requests.Select(request => request.Run.MinInterval).ToArray(),
                Skipped = requests.Select(request => request.Run.IsSkipped).ToArray(),
                Ranges = requests.Select(request => request.Run.RangeStart?.UtcDateTime).ToArray(),
                Parallels = requests.Select(request => request.Run.Parallel).ToArray(),
                Now = time.GetUtcNow(),
            },
            cancellationToken);
    }

    /// <summary>Wakes the process that runs the pipelines, whichever it is.</summary>
    public Task WakeAsync(CancellationToken cancellationToken) => database.ExecuteAsync($"NOTIFY {PipelineSignal.Channel}", null, cancellationToken);

    /// <summary>Returns the current time of the database, by which requests are ordered.</summary>
    public Task<DateTime> NowAsync(CancellationToken cancellationToken) => database.FirstAsync<DateTime>("SELECT clock_timestamp()", null, cancellationToken);

    /// <summary>Notes that the processes of runs have ended: those that ran, but for those given back before. A run that ended its process too often has failed.</summary>
    public Task InterruptAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        $"""
        UPDATE mesh.pipeline_runs SET
            state = CASE WHEN cancelled_by IS NOT NULL THEN 'cancelled' WHEN starts >= {MostStarts} THEN 'failed' ELSE 'interrupted' END,
            error = CASE WHEN cancelled_by IS NULL AND starts >= {MostStarts} THEN 'Its process ended while it ran, {MostStarts} times.' END,
            ended_at = CASE WHEN cancelled_by IS NOT NULL OR starts >= {MostStarts} THEN @Now END, is_reported = false
        WHERE state = 'running'
        """,
        new { Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>
    /// Cancels the runs of windows that a pipeline no longer has, which nothing would compute: those that wait, and those whose failure would keep the
    /// product late. Runs that ended well stay as they are.
    /// </summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="transaction">The transaction of the lease.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task CancelOfNoWindowAsync(IReadOnlyCollection<OwnPipeline> pipelines, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var windows = pipelines.ToDictionary(pipeline => pipeline.Product.Id.ToString(), pipeline => pipeline.Windows, StringComparer.Ordinal);
        var open = await transaction.QueryAsync<(string Product, string Window)>(
            "SELECT DISTINCT product, window_name FROM mesh.pipeline_runs WHERE product = ANY(@Products) AND state NOT IN ('succeeded', 'skipped', 'cancelled')",
            new { Products = windows.Keys.ToArray() },
            cancellationToken);
        List<(string Product, string Window)> gone = [.. open.Where(run => windows[run.Product].Find(run.Window) is null)];
        await transaction.ExecuteAsync(
            """
            UPDATE mesh.pipeline_runs AS run SET state = 'cancelled', error = coalesce(run.error, 'The pipeline has no such window any more.'), ended_at = coalesce(run.ended_at, @Now), is_reported = false
            FROM unnest(@Products, @Windows) AS gone(product, window_name)
            WHERE run.product = gone.product AND run.window_name = gone.window_name AND run.state NOT IN ('succeeded', 'skipped', 'cancelled', 'running')
            """,
            new { Products = gone.Select(run => run.Product).ToArray(), Windows = gone.Select(run => run.Window).ToArray(), Now = time.GetUtcNow() },
            cancellationToken);
    }

    /// <summary>Gives back runs that this process began and whose end it could not note, which does not count as the end of a process; ended ones stay as they are.</summary>
    /// <param name="left">The runs.</param>
    /// <param name="transaction">The transaction of the lease.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task GiveBackAsync(IReadOnlyCollection<(long Id, int Starts)> left, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        """
        UPDATE mesh.pipeline_runs AS run SET state = CASE WHEN cancelled_by IS NULL THEN 'interrupted' ELSE 'cancelled' END, ended_at = CASE WHEN cancelled_by IS NOT NULL THEN clock_timestamp() END,
            starts = run.starts - 1, is_reported = false
        FROM unnest(@Ids, @Starts) AS own(id, starts) WHERE run.id = own.id AND run.starts = own.starts AND run.state = 'running'
        """,
        new { Ids = left.Select(run => run.Id).ToArray(), Starts = left.Select(run => run.Starts).ToArray() },
        cancellationToken);

    /// <summary>Deletes runs that ended long ago, and of a pipeline with many the oldest, other than the latest of each window.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        DELETE FROM mesh.pipeline_runs AS run USING (
            SELECT id, row_number() OVER (PARTITION BY product ORDER BY id DESC) AS place, generation < max(generation) OVER (PARTITION BY product, window_name) AS is_followed FROM mesh.pipeline_runs
        ) AS placed
        WHERE run.id = placed.id AND run.is_reported AND placed.is_followed AND (run.ended_at < @Before OR run.ended_at IS NOT NULL AND placed.place > @Most)
        """,
        new { Before = time.GetUtcNow() - Kept, Most = MostKept },
        cancellationToken);

    /// <summary>Returns the pipelines with runs whose state the catalog does not have.</summary>
    public async Task<IReadOnlySet<string>> UnreportedAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<string>("SELECT DISTINCT product FROM mesh.pipeline_runs WHERE NOT is_reported", null, cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns runs of a pipeline whose state the catalog does not have, the oldest first.</summary>
    public Task<IReadOnlyList<PipelineRun>> UnreportedAsync(ProductMajorVersion product, int limit, CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"SELECT {Columns} FROM mesh.pipeline_runs WHERE product = @Product AND NOT is_reported ORDER BY id LIMIT @Limit", RunOf, new { Product = product.ToString(), Limit = limit }, cancellationToken);

    /// <summary>Notes that the catalog has the states of runs. One that has another state by now is reported again.</summary>
    public Task ReportedAsync(IReadOnlyList<PipelineRun> reported, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        UPDATE mesh.pipeline_runs AS run SET is_reported = true FROM unnest(@Ids, @States, @Starts, @Generations) AS sent(id, state, starts, generation)
        WHERE run.id = sent.id AND run.state = sent.state AND run.starts = sent.starts AND run.generation = sent.generation
        """,
        new
        {
            Ids = reported.Select(run => run.Id).ToArray(),
            States = reported.Select(run => WireNames.Of(run.State)).ToArray(),
            Starts = reported.Select(run => run.Starts).ToArray(),
            Generations = reported.Select(run => run.Generation).ToArray(),
        },
        cancellationToken);

    /// <summary>
    /// Begins the next run that may start of each of some products, and notes its first try: interrupted runs before those that a person requested, and these
    /// before others, the oldest window first. With one begin the runs that are computed together with it. A run whose process ended is run by itself: it is
    /// the only such one that runs, and its product's others wait for it, so that one that ends its process takes the same others with it no second time.
    /// </summary>
    /// <param name="products">The products, those that come first at their head.</param>
    /// <param name="running">The number of runs, or of runs that are computed together, that each of the products has already.</param>
    /// <param name="room">The most products whose runs begin.</param>
    /// <param name="transaction">The transaction of the lease.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The runs of each product that has some.</returns>
    public async Task<IReadOnlyList<ClaimedRuns>> ClaimAsync(IReadOnlyList<ProductMajorVersion> products, int running, int room, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // A row that a person cancels concurrently is read again before it changes. One that fell due later than now did so before the clock was set back.
        var rows = await transaction.QueryAsync(
            $"""
            WITH ready AS (
                -- Each run that waits, is due, and whose window no other run computes.
                SELECT run.id, product, run.state, run.cause, run.window_start, run.range_start, run.starts, run.parallel, place
                FROM unnest(@Products) WITH ORDINALITY AS wanted(product, place) JOIN mesh.pipelines AS pipeline USING (product) JOIN mesh.pipeline_runs AS run USING (product)
                WHERE run.state IN ('queued', 'interrupted') AND (run.not_before <= @Now OR run.due_at > @Now) AND pipeline.paused_at IS NULL
                    AND (run.state = 'interrupted' OR NOT EXISTS (
                        SELECT 1 FROM mesh.pipeline_runs AS other WHERE other.product = run.product AND other.window_name = run.window_name AND other.state IN ('running', 'interrupted')))
            ), first_of_product AS (
                -- The first of each product that has room for one.
                SELECT DISTINCT ON (place) * FROM ready WHERE parallel > @Running ORDER BY place, state = 'interrupted' DESC, cause = '{RunRequest.Manual}' DESC, window_start, id
            ), next AS (
                -- The products that come first; of those whose run ended its process one alone, and none while such a run runs.
                SELECT * FROM (SELECT first.*, row_number() OVER (PARTITION BY starts > 0 ORDER BY starts, place) AS at FROM first_of_product AS first) AS numbered
                WHERE starts = 0 OR (at = 1 AND NOT EXISTS (SELECT 1 FROM mesh.pipeline_runs AS suspect WHERE suspect.state = 'running' AND suspect.starts > 1))
                ORDER BY place LIMIT @Room
            ), begun AS (
                -- With each the runs of its range, other than those whose process ended.
                UPDATE mesh.pipeline_runs SET state = 'running', starts = starts + 1, attempts = 1, started_at = coalesce(started_at, @Now), is_reported = false
                WHERE state IN ('queued', 'interrupted') AND id IN (
                    SELECT id FROM next UNION SELECT ready.id FROM ready JOIN next USING (product, range_start) WHERE ready.starts = 0 AND next.starts = 0)
                RETURNING *
            )
            SELECT parallel, {Columns} FROM begun ORDER BY window_start
            """,
            ((int Parallel, ProductMajorVersion Product) claimed, PipelineRun run) => (claimed.Parallel, Run: RunOf(claimed.Product, run)),
            new { Products = products.Select(product => product.ToString()).ToArray(), Running = running, Room = room, Now = time.GetUtcNow() },
            cancellationToken);
        return [.. rows.GroupBy(row => row.Run.ProductMajorVersion, (_, begun) => new ClaimedRuns([.. begun.Select(row => row.Run)], begun.Max(row => row.Parallel)))];
    }

    /// <summary>Returns the time after another at which the next run of some products may start; null while none waits for its time.</summary>
    public async Task<DateTimeOffset?> NextAsync(IReadOnlyList<ProductMajorVersion> products, DateTimeOffset after, CancellationToken cancellationToken) => await database.FirstAsync<DateTime?>(
        """
        SELECT min(not_before) FROM mesh.pipeline_runs AS run JOIN mesh.pipelines AS pipeline USING (product)
        WHERE run.state IN ('queued', 'interrupted') AND run.not_before > @After AND pipeline.paused_at IS NULL AND run.product = ANY(@Products)
        """,
        new { Products = products.Select(product => product.ToString()).ToArray(), After = after },
        cancellationToken) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;

    /// <summary>Notes the try and the states that a run reads.</summary>
    public static Task NoteAsync(PipelineRun run, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "UPDATE mesh.pipeline_runs SET attempts = @Attempts, inputs = coalesce(@Inputs::jsonb, inputs) WHERE id = @Id AND state = 'running'",
        new { run.Attempts, run.Inputs, run.Id },
        cancellationToken);

    /// <summary>Numbers a run that runs again, and the one of its window that waits: after all others, and after those of which the table has batches.</summary>
    /// <param name="run">The run.</param>
    /// <param name="published">The last generation of the window of which the table has a batch.</param>
    /// <param name="transaction">The transaction of the lease.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The run's new generation.</returns>
    public static async Task<int> RenumberAsync(PipelineRun run, int published, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var product = run.ProductMajorVersion.ToString();
        // As a request does, whose run would take the number otherwise.
        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('pipeline ' || @Product, 0))", new { Product = product }, cancellationToken);
        var numbered = await transaction.QueryAsync<(long Id, int Generation)>(
            """
            UPDATE mesh.pipeline_runs SET generation = generation + shift, is_reported = false
            FROM (SELECT greatest(@Published, max(generation)) + 1 - @Generation AS shift FROM mesh.pipeline_runs WHERE product = @Product AND window_name = @Window) AS placed
            WHERE product = @Product AND window_name = @Window AND generation >= @Generation RETURNING id, generation
            """,
            new { Product = product, run.Window, run.Generation, Published = published },
            cancellationToken);
        return numbered.Single(row => row.Id == run.Id).Generation;
    }

    /// <summary>Ends a run, or gives it back as <see cref="RunState.Interrupted"/>, which does not count as the end of a process.</summary>
    public async Task EndAsync(PipelineRun run, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(
            """
            UPDATE mesh.pipeline_runs SET state = @State, attempts = @Attempts, error = @Error, inputs = coalesce(@Inputs::jsonb, inputs), rows = @Rows, snapshot_id = @SnapshotId,
                ended_at = CASE WHEN @State <> 'interrupted' THEN @Now END, starts = starts - CASE WHEN @State = 'interrupted' THEN 1 ELSE 0 END,
                is_unchanged = @IsUnchanged, is_reported = false
            WHERE id = @Id AND state = 'running'
            """,
            new { State = WireNames.Of(run.State), run.Attempts, run.Error, run.Inputs, run.Rows, run.SnapshotId, run.IsUnchanged, run.Id, Now = time.GetUtcNow() },
            cancellationToken);
        if (run.State == RunState.Succeeded)
        {
            // The rows of earlier runs of the window must not come back.
            await transaction.ExecuteAsync(
                """
                UPDATE mesh.quarantine SET replayed_at = @Now, snapshot_id = @SnapshotId WHERE product = @Product AND replayed_at IS NULL AND starts_with(batch_id, @Window)
                """,
                new { Now = time.GetUtcNow(), run.SnapshotId, Product = run.ProductMajorVersion.ToString(), Window = $"{run.Product}:{run.Window}:" },
                cancellationToken);
        }
    }

    /// <summary>Cancels the runs that wait, and requests the end of those that run.</summary>
    /// <param name="product">The product.</param>
    /// <param name="window">The name of the window; null for all.</param>
    /// <param name="by">Who cancels.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of runs.</returns>
    public Task<int> CancelAsync(ProductMajorVersion product, string? window, string by, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        UPDATE mesh.pipeline_runs SET cancelled_by = @By, state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END, ended_at = CASE WHEN state <> 'running' THEN @Now END, is_reported = false
        WHERE product = @Product AND state IN ('queued', 'running', 'interrupted') AND (@Window::text IS NULL OR window_name = @Window)
        """,
        new { By = by, Now = time.GetUtcNow(), Product = product.ToString(), Window = window },
        cancellationToken);

    /// <summary>Returns the runs that are to end, of those that run.</summary>
    public Task<IReadOnlyList<long>> CancelledAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<long>("SELECT id FROM mesh.pipeline_runs WHERE state = 'running' AND cancelled_by IS NOT NULL", null, cancellationToken);

    /// <summary>Returns runs of a pipeline, the newest first.</summary>
    /// <param name="product">The product.</param>
    /// <param name="filter">Which runs.</param>
    /// <param name="limit">The most runs.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public Task<IReadOnlyList<PipelineRun>> ListAsync(ProductMajorVersion product, RunFilter filter, int limit, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        SELECT {Columns} FROM mesh.pipeline_runs
        WHERE product = @Product AND (@State::text IS NULL OR state = @State) AND (@From::timestamptz IS NULL OR window_start >= @From) AND (@To::timestamptz IS NULL OR window_start < @To)
            AND (@Window::text IS NULL OR window_name = @Window) AND (@Before::bigint IS NULL OR id < @Before)
        ORDER BY id DESC LIMIT @Limit
        """,
        RunOf,
        new { Product = product.ToString(), State = filter.State is { } state ? WireNames.Of(state) : null, filter.From, filter.To, filter.Window, filter.Before, Limit = limit },
        cancellationToken);

    /// <summary>Returns a run by its id; null where the pipeline has no such run.</summary>
    public async Task<PipelineRun?> FindAsync(ProductMajorVersion product, long id, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT {Columns} FROM mesh.pipeline_runs WHERE product = @Product AND id = @Id", RunOf, new { Product = product.ToString(), Id = id }, cancellationToken)).SingleOrDefault();

    /// <summary>Returns the state of the latest run of each window of a pipeline, by the window's name.</summary>
    public async Task<IReadOnlyDictionary<string, RunState>> LastStatesAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Window, string State)>(
            "SELECT DISTINCT ON (window_name) window_name, state FROM mesh.pipeline_runs WHERE product = @Product ORDER BY window_name, generation DESC",
            new { Product = product.ToString() },
            cancellationToken);
        return rows.ToDictionary(row => row.Window, row => WireNames.Parse<RunState>(row.State), StringComparer.Ordinal);
    }
}
