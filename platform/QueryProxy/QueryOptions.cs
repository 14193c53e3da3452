using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.QueryProxy;

/// <summary>Section <c>Mesh:Query</c>: what one query may cost, and how many run at once.</summary>
internal sealed record QueryOptions
{
    public const string Section = "Mesh:Query";

    /// <summary>Queries that run at the same time, each in a worker process of its own. Default 3, 1 to 64.</summary>
    public int Workers { get; init; } = 3;

    /// <summary>Fresh workers kept ready for the next subject. Default 1, 1 to <see cref="Workers"/>.</summary>
    public int WarmWorkers { get; init; } = 1;

    /// <summary>Workers that wait for the next query of their subject while others run, 30 s at most. Default 4, 0 to 64.</summary>
    public int IdleWorkers { get; init; } = 4;

    /// <summary>Queries that may wait for a worker; a further one gets QUERY_QUEUE_FULL. Default 200, 0 to 10,000.</summary>
    public int QueueLimit { get; init; } = 200;

    /// <summary>Queries of one subject that may wait for a worker; a further one gets QUERY_QUEUE_FULL. Default 100, 0 to 10,000.</summary>
    public int QueueLimitPerSubject { get; init; } = 100;

    /// <summary>The time that the engine may work on one query; waiting for a slow reader does not count. Default 60 s, 1 s to 1 h.</summary>
    public TimeSpan TimeLimit { get; init; } = new ReaderOptions().TimeLimit;

    /// <summary>Processor time of one query, over all its threads. Default 2 min, 1 s to 10 h.</summary>
    public TimeSpan CpuLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Memory of a worker process in MiB, enforced from outside. Default 1,024, 256 to 1,048,576.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Threads of one query. Default: one for each processor, at most 4. 1 to 256.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>Rows of one result. Default 10,000,000, 1 to 1,000,000,000,000.</summary>
    public long MaxRows { get; init; } = 10_000_000;

    /// <summary>Size of one result on the wire, before compression, in MiB. Default 1,024, 1 to 1,048,576.</summary>
    public int MaxResultMiB { get; init; } = 1024;

    /// <summary>Length of a query's text in characters. Default 200,000, 100 to 1,000,000.</summary>
    public int MaxTextLength { get; init; } = 200_000;

    /// <summary>The time that a result may keep its worker while it waits for its reader, in all; the rest is spilled. Default 2 s, 0 to <see cref="StallLimit"/>.</summary>
    public TimeSpan HoldLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The period over which <see cref="LeastReadKiB"/> is measured. Default 60 s, 5 s to 1 h.</summary>
    public TimeSpan StallLimit { get; init; } = new ReaderOptions().StallLimit;

    /// <summary>Rate in KiB a second at which a result that waits for its reader must be read; a slower reader's query is ended. Default 8, 0 (any) to 1,048,576.</summary>
    public int LeastReadKiB { get; init; } = 8;

    /// <summary>Memory in MiB for waiting texts and unread rows of all queries. Default 512, 16 to 1,048,576.</summary>
    public int BufferMiB { get; init; } = 512;

    /// <summary>Memory in MiB for waiting texts and unread rows of one subject's queries. Default 128, 16 to 1,048,576.</summary>
    public int BufferMiBPerSubject { get; init; } = 128;

    /// <summary>Disk space in MiB for spilled rows, and for copies of files, of all queries. Default 8,192, 0 to 1,048,576.</summary>
    public int SpillMiB { get; init; } = 8192;

    /// <summary>Disk space in MiB for those of one subject's queries. Default 2,048, 0 to 1,048,576.</summary>
    public int SpillMiBPerSubject { get; init; } = 2048;

    /// <summary>The folder of spilled rows, an absolute path. Default: <c>results</c> in the folder of the mesh's state.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>The time that a query without requests is remembered. Default 5 min, 5 s to 1 h.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether workers may run without a sandbox outside Development, where the system has none. Default false.</summary>
    public bool AllowUnsandboxed { get; init; }

    /// <summary>
    /// The one address at which readers reach this service and, below it, the others, such as <c>https://query.example.org</c>. Default: none, each service
    /// has an address of its own.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>
    /// The proxy's name, lower-case letters and digits, at most 16: the end of its queries' ids. Proxies that answer together have different ones. Default: none,
    /// five letters that each process draws.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The proxies that answer together with this one: their addresses by their names. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Peers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Queries of one subject that run at the same time: where there are several workers, one is left for others.</summary>
    public int WorkersPerSubject => Math.Max(1, Workers - 1);

    public string? Problem() => this switch
    {
        { Workers: < 1 or > 64 } => "Mesh:Query:Workers must be between 1 and 64.",
        { WarmWorkers: < 1 } => "Mesh:Query:WarmWorkers must be at least 1.",
        _ when WarmWorkers > Workers => "Mesh:Query:WarmWorkers must not exceed Mesh:Query:Workers.",
        { IdleWorkers: < 0 or > 64 } => "Mesh:Query:IdleWorkers must be between 0 and 64.",
        { QueueLimit: < 0 or > 10_000 } => "Mesh:Query:QueueLimit must be between 0 and 10000.",
        { QueueLimitPerSubject: < 0 or > 10_000 } => "Mesh:Query:QueueLimitPerSubject must be between 0 and 10000.",
        _ when TimeLimit < TimeSpan.FromSeconds(1) || TimeLimit > TimeSpan.FromHours(1) => "Mesh:Query:TimeLimit must be between 00:00:01 and 01:00:00.",
        _ when CpuLimit < TimeSpan.FromSeconds(1) || CpuLimit > TimeSpan.FromHours(10) => "Mesh:Query:CpuLimit must be between 00:00:01 and 10:00:00.",
        { MemoryMiB: < 256 or > 1_048_576 } => "Mesh:Query:MemoryMiB must be between 256 and 1048576.",
        { Threads: < 1 or > 256 } => "Mesh:Query:Threads must be between 1 and 256.",
        { MaxRows: < 1 or > 1_000_000_000_000 } => "Mesh:Query:MaxRows must be between 1 and 1000000000000.",
        { MaxResultMiB: < 1 or > 1_048_576 } => "Mesh:Query:MaxResultMiB must be between 1 and 1048576.",
        { MaxTextLength: < 100 or > 1_000_000 } => "Mesh:Query:MaxTextLength must be between 100 and 1000000.",
        _ when StallLimit < TimeSpan.FromSeconds(5) || StallLimit > TimeSpan.FromHours(1) => "Mesh:Query:StallLimit must be between 00:00:05 and 01:00:00.",
        _ when HoldLimit < TimeSpan.Zero || HoldLimit > StallLimit => "Mesh:Query:HoldLimit must be between 00:00:00 and Mesh:Query:StallLimit.",
        { LeastReadKiB: < 0 or > 1_048_576 } => "Mesh:Query:LeastReadKiB must be between 0 and 1048576.",
        { BufferMiB: < 16 or > 1_048_576 } => "Mesh:Query:BufferMiB must be between 16 and 1048576.",
        { BufferMiBPerSubject: < 16 or > 1_048_576 } => "Mesh:Query:BufferMiBPerSubject must be between 16 and 1048576.",
        { SpillMiB: < 0 or > 1_048_576 } => "Mesh:Query:SpillMiB must be between 0 and 1048576.",
        { SpillMiBPerSubject: < 0 or > 1_048_576 } => "Mesh:Query:SpillMiBPerSubject must be between 0 and 1048576.",
        { SpillFolder: { } folder } when !Path.IsPathFullyQualified(folder) => "Mesh:Query:SpillFolder must be an absolute path.",
        { PublicUrl: { Length: > 0 } address } when !IsPublicAddress(address) => "Mesh:Query:PublicUrl must be an absolute http or https address without user, query, fragment and a slash at its end, such as https://query.example.org.",
        { Name: { } name } when !IsName(name) => "Mesh:Query:Name must be 1 to 16 lower-case letters and digits, such as b.",
        { Name: null, Peers.Count: > 0 } => "Mesh:Query:Name is missing: Mesh:Query:Peers names other proxies. Give each proxy a name of its own, such as a.",
        _ when Peers.Keys.FirstOrDefault(peer => !IsName(peer)) is { } peer => $"Mesh:Query:Peers:{peer} must be named by 1 to 16 lower-case letters and digits, as Mesh:Query:Name of that proxy.",
        _ when Name is not null && Peers.ContainsKey(Name) => $"Mesh:Query:Peers:{Name} is this proxy's own name. Name the other proxies alone.",
        _ when Peers.FirstOrDefault(peer => !IsPeerAddress(peer.Value)) is { Key: { } peer } => $"Mesh:Query:Peers:{peer} must be the proxy's http or https address without a path, such as http://query-{peer}:8080.",
        _ when ClientTimeout < TimeSpan.FromSeconds(5) || ClientTimeout > TimeSpan.FromHours(1) => "Mesh:Query:ClientTimeout must be between 00:00:05 and 01:00:00.",
        _ => null,
    };

    private static bool IsName(string text) => text.Length is >= 1 and <= 16 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));

    private static bool IsPeerAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" };

    private static bool IsPublicAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" } && !text.EndsWith('/');
}
