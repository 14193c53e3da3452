using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Stores how far each pipeline has come with its schedule and with its inputs, and whether it is paused.</summary>
internal sealed class PipelineStates(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes that pipelines without a schedule are there: a schedule that one gets later begins then.</summary>
    public async Task BeginUnscheduledAsync(IEnumerable<ProductMajorVersion> products, CancellationToken cancellationToken)
    {
        List<ProductMajorVersion> begun = [.. products];
        await BeginAsync(begun, cancellationToken);
        await database.ExecuteAsync("UPDATE mesh.pipelines SET handled_at = greatest(handled_at, @Now) WHERE product = ANY(@Products)", new { Products = Names(begun), Now = time.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Notes that a pipeline is there.</summary>
    public Task BeginAsync(ProductMajorVersion product, CancellationToken cancellationToken) => BeginAsync([product], cancellationToken);

    /// <summary>Notes that pipelines are there.</summary>
    public Task BeginAsync(IEnumerable<ProductMajorVersion> products, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO mesh.pipelines (product, begun_at, handled_at) SELECT unnest(@Products), @Now, @Now ON CONFLICT DO NOTHING", new { Products = Names(products), Now = time.GetUtcNow() }, cancellationToken);

    /// <summary>Returns the last due time of each pipeline that was handled; none before its first start.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> HandledAsync(IEnumerable<ProductMajorVersion> products, CancellationToken cancellationToken) =>
        (await database.QueryAsync<(string Product, DateTimeOffset HandledAt)>("SELECT product, handled_at FROM mesh.pipelines WHERE product = ANY(@Products)", new { Products = Names(products) }, cancellationToken))
            .ToDictionary(row => row.Product, row => row.HandledAt, StringComparer.Ordinal);

    /// <summary>Notes that due times were handled. A clock that was set back does not move it back.</summary>
    public static Task HandleAsync(IEnumerable<ProductMajorVersion> products, DateTimeOffset until, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        "UPDATE mesh.pipelines SET handled_at = greatest(handled_at, @Until) WHERE product = ANY(@Products)", new { Products = Names(products), Until = until }, cancellationToken);

    /// <summary>Returns up to where the changes of an input were handled; null where none was.</summary>
    public async Task<HandledInput?> InputAsync(ProductMajorVersion product, ProductReference input, CancellationToken cancellationToken) =>
        await database.FirstAsync<(long? SnapshotId, int? Major, DateTimeOffset At)?>(
            "SELECT snapshot_id, major, handled_at FROM mesh.pipeline_inputs WHERE product = @Product AND input = @Input", new { Product = product.ToString(), Input = input.ToString() }, cancellationToken) is var (snapshot, major, at)
            ? new HandledInput(snapshot, major, at)
            : null;

    /// <summary>Whether changes of some of these inputs of a pipeline were handled before.</summary>
    public Task<bool> HasInputsAsync(ProductMajorVersion product, IEnumerable<ProductReference> inputs, CancellationToken cancellationToken) => database.FirstAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM mesh.pipeline_inputs WHERE product = @Product AND input = ANY(@Inputs))", new { Product = product.ToString(), Inputs = inputs.Select(input => input.ToString()).ToArray() }, cancellationToken);

    /// <summary>Notes that the changes of an input up to a snapshot were handled.</summary>
    public Task HandleAsync(ProductMajorVersion product, ProductReference input, int major, long? snapshotId, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        """
        INSERT INTO mesh.pipeline_inputs (product, input, major, snapshot_id, handled_at) VALUES (@Product, @Input, @Major, @SnapshotId, @Now)
        ON CONFLICT (product, input) DO UPDATE SET major = excluded.major, snapshot_id = excluded.snapshot_id, handled_at = excluded.handled_at
        """,
        new { Product = product.ToString(), Input = input.ToString(), Major = major, SnapshotId = snapshotId, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes what the first runs of a pipeline whose inputs can be watched wait for, which is no failure; null for nothing.</summary>
    public Task NoteWaitAsync(ProductMajorVersion product, string? wait, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mesh.pipelines SET problem = @Wait, problem_since = NULL WHERE product = @Product AND problem IS DISTINCT FROM @Wait", new { Product = product.ToString(), Wait = wait }, cancellationToken);

    /// <summary>Notes why the inputs of a pipeline cannot be watched.</summary>
    public Task NoteProblemAsync(ProductMajorVersion product, string problem, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mesh.pipelines SET problem = @Problem, problem_since = coalesce(problem_since, @Now) WHERE product = @Product AND problem IS DISTINCT FROM @Problem",
        new { Product = product.ToString(), Problem = problem, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes that pipelines have no inputs that could not be watched.</summary>
    public Task EndProblemsAsync(IEnumerable<ProductMajorVersion> products, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mesh.pipelines SET problem = NULL, problem_since = NULL WHERE product = ANY(@Products) AND problem IS NOT NULL", new { Products = Names(products) }, cancellationToken);

    /// <summary>Returns why the inputs of a pipeline cannot be watched, or what its first runs wait for; null for neither.</summary>
    public Task<string?> ProblemOfAsync(ProductMajorVersion product, CancellationToken cancellationToken) =>
        database.FirstAsync<string?>("SELECT problem FROM mesh.pipelines WHERE product = @Product", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Pauses a pipeline: its windows go on falling due, and wait.</summary>
    public Task PauseAsync(ProductMajorVersion product, string by, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE mesh.pipelines SET paused_at = @Now, paused_by = @By WHERE product = @Product AND paused_at IS NULL", new { Product = product.ToString(), By = by, Now = time.GetUtcNow() }, cancellationToken);

    /// <summary>Ends the pause of a pipeline.</summary>
    public Task ResumeAsync(ProductMajorVersion product, CancellationToken cancellationToken) =>
        database.ExecuteAsync("UPDATE mesh.pipelines SET paused_at = NULL, paused_by = NULL WHERE product = @Product", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Returns since when the pipelines are paused that are.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> PausesAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<(string Product, DateTimeOffset At)>("SELECT product, paused_at FROM mesh.pipelines WHERE paused_at IS NOT NULL", null, cancellationToken))
            .ToDictionary(row => row.Product, row => row.At, StringComparer.Ordinal);

    /// <summary>Returns since when a pipeline is paused, and by whom; null where it is not.</summary>
    public async Task<(DateTimeOffset At, string By)?> PauseOfAsync(ProductMajorVersion product, CancellationToken cancellationToken) =>
        await database.FirstAsync<(DateTimeOffset? At, string? By)>("SELECT paused_at, paused_by FROM mesh.pipelines WHERE product = @Product", new { Product = product.ToString() }, cancellationToken) is ({ } at, { } by)
            ? (at, by)
            : null;

    private static string[] Names(IEnumerable<ProductMajorVersion> products) => [.. products.Select(product => product.ToString())];
}
