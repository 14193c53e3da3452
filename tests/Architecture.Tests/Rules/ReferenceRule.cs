namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>
/// References point one way: <c>Contracts ← Policy ← Lake, Sdk, services</c>; <c>DuckDb ← Lake</c>. The table is the
/// decision; a new room gets a line here.
/// </summary>
internal static class ReferenceRule
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        // Formats, without the mesh.
        ["platform/Avro"] = [],
        ["platform/Storage"] = [],
        ["platform/Iceberg"] = ["platform/Avro", "platform/Contracts", "platform/Storage"],
        ["platform/Contracts"] = ["platform/Avro"],
        // It runs in the compiler: of Contracts it has some sources, and of the house it references nothing.
        ["platform/Sdk.Generator"] = [],
        ["platform/Policy"] = ["platform/Contracts"],
        // A pipeline's file, its windows and its schedule, without a clock or a store.
        ["platform/Pipelines"] = ["platform/Contracts"],
        ["platform/DuckDb"] = [],
        // A query's text and tree. Of the engine it has two types of values, of Iceberg the tests of a predicate.
        ["platform/Sql"] = ["platform/Contracts", "platform/DuckDb", "platform/Iceberg"],
        ["platform/Lake"] = ["platform/Contracts", "platform/Policy", "platform/DuckDb", "platform/Iceberg", "platform/Sql", "platform/Storage"],
        // Cases of a pipeline's tests: its file, its windows, and the engine that runs its SELECT.
        ["platform/PipelineCases"] = ["platform/Contracts", "platform/Lake", "platform/Pipelines"],
        // Rows of systems outside the mesh: a PostgreSQL server's changes, files. The engine reads Parquet.
        ["platform/Sources"] = ["platform/Contracts", "platform/DuckDb", "platform/Storage"],
        // An engine in a process of its own; nothing in it knows products or tables.
        ["platform/Workers"] = ["platform/DuckDb", "platform/Policy", "platform/Sql", "platform/Storage"],
        ["ServiceDefaults"] = ["platform/Contracts", "platform/Policy"],
        // Records and their hash chain, which the command line verifies without a service.
        ["platform/Audit"] = ["platform/Contracts"],
        ["platform/Enforcement"] = ["platform/Audit", "platform/Contracts", "platform/Policy", "ServiceDefaults"],
        ["platform/Sdk"] = ["platform/Audit", "platform/Contracts", "platform/Enforcement", "platform/Policy", "platform/Lake", "platform/Sources", "ServiceDefaults"],
        // What makes rows of a domain's products, on the SDK: rows from outside of the mesh, and computed ones. Neither knows the other.
        ["platform/Sdk.Import"] = ["platform/Contracts", "platform/Sdk", "platform/Sources", "ServiceDefaults"],
        ["platform/Sdk.Pipelines"] = ["platform/Contracts", "platform/Lake", "platform/Pipelines", "platform/Sdk", "ServiceDefaults"],
        // The service of a domain, which has all of it. domains/Directory.Build.props references it.
        ["platform/Sdk.Hosting"] = ["platform/Sdk", "platform/Sdk.Import", "platform/Sdk.Pipelines", "ServiceDefaults"],
        // Rows for a mesh without its own: simulators and imports of the sample domains. What a team ships need not have it.
        ["platform/Samples"] = ["platform/Sdk", "platform/Sdk.Import"],
        // What a domain tests its rows with: the SDK, the checks of a publish, and the server that the mesh runs.
        ["platform/Testing"] = ["platform/Contracts", "platform/EmbeddedPostgres", "platform/Lake", "platform/PipelineCases", "platform/Sdk", "platform/Sdk.Hosting", "ServiceDefaults"],
        // Rooms of the catalog's process, which know nothing of the catalog: what is registered, Iceberg's REST protocol, Confluent's API.
        ["platform/Products"] = ["platform/Audit", "platform/Contracts", "platform/Enforcement", "platform/Policy", "ServiceDefaults"],
        ["platform/IcebergCatalog"] = ["platform/Audit", "platform/Contracts", "platform/Lake", "platform/Policy", "platform/Products", "ServiceDefaults"],
        ["platform/SchemaRegistry"] = ["platform/Audit", "platform/Avro", "platform/Contracts", "platform/Policy", "platform/Products", "ServiceDefaults"],
        ["platform/Catalog"] = ["platform/Audit", "platform/Contracts", "platform/Enforcement", "platform/IcebergCatalog", "platform/Lake", "platform/Policy", "platform/Products", "platform/SchemaRegistry", "ServiceDefaults"],
        ["platform/Governance"] = ["platform/Audit", "platform/Contracts", "platform/Enforcement", "platform/Policy", "ServiceDefaults"],
        // The proxy plans what is to be read of tables; its workers have an engine of their own, and no one in it writes tables.
        ["platform/QueryProxy"] = ["platform/Audit", "platform/Contracts", "platform/Enforcement", "platform/Policy", "platform/Lake", "platform/DuckDb", "platform/Sql", "platform/Workers", "ServiceDefaults"],
        ["platform/Portal"] = ["platform/Audit", "platform/Contracts", "platform/Policy", "ServiceDefaults"],
        ["platform/Cli"] = ["platform/Audit", "platform/Contracts", "platform/PipelineCases", "platform/Pipelines", "platform/Policy", "platform/Lake", "platform/Sources"],
        // Roles and databases of any server.
        ["platform/Databases"] = [],
        ["platform/EmbeddedPostgres"] = ["platform/Databases"],
        ["platform/Setup"] = ["platform/Databases", "platform/Storage", "ServiceDefaults"],
        ["platform/LocalAppModel"] = [],
        ["AppHost"] =
        [
            "domains/*", "platform/Catalog", "platform/EmbeddedPostgres", "platform/Governance", "platform/LocalAppModel", "platform/Portal", "platform/QueryProxy", "platform/Setup",
        ],
        ["tests/TestKit"] = [],
        ["tests/LakeKit"] = ["platform/Lake"],
        ["tests/BrowserKit"] = ["tests/TestKit"],
    };

    private const string LoadedDomain = "benchmarks/Load";

    private static readonly string[] OfADomain = ["platform/Samples", "platform/Sdk", "ServiceDefaults"];

    public static IReadOnlyList<string> Violations(IEnumerable<ProjectFile> projects) => [.. projects.SelectMany(Violations)];

    private static IEnumerable<string> Violations(ProjectFile project) => project.Room switch
    {
        var room when Allowed.TryGetValue(room, out var allowed) => Beyond(project, allowed),
        var room when room.StartsWith("domains/", StringComparison.Ordinal) && room.EndsWith("/Tests", StringComparison.Ordinal) => Beyond(project, [room[..room.LastIndexOf('/')], "platform/Testing", .. OfADomain]),
        // The domain that benchmarks put under load is one like the others.
        var room when room == LoadedDomain || room.StartsWith("domains/", StringComparison.Ordinal) => Beyond(project, OfADomain),
        // A start and the packages of the whole are tested from end to end.
        var room when room.StartsWith("tests/", StringComparison.Ordinal) => Forbidden(project, reference => IsAppHost(reference) || ProjectFile.RoomOf(reference) == "templates" ? room == "tests/EndToEnd" : IsShared(reference)),
        var room when room.StartsWith("benchmarks/", StringComparison.Ordinal) => Forbidden(project, reference => ProjectFile.RoomOf(reference) == LoadedDomain || (!IsAppHost(reference) && IsShared(reference))),
        var room => [$"{project.Path}: the room {room} is in no line of the table. Fix: decide what it may reference and add it to ReferenceRule."],
    };

    private static IEnumerable<string> Beyond(ProjectFile project, string[] allowed) =>
        Forbidden(project, reference => allowed.Contains(ProjectFile.RoomOf(reference), StringComparer.Ordinal));

    private static IEnumerable<string> Forbidden(ProjectFile project, Func<string, bool> isAllowed) =>
        project.References.Where(reference => !isAllowed(reference))
            .Select(reference => $"{project.Path}: it references {reference}, which {project.Room} may not. Fix: design it so that references keep pointing the ways of docs/architecture.md.");

    private static bool IsAppHost(string reference) => ProjectFile.RoomOf(reference) == "AppHost";

    // Tests share what is no test: a room of the house, the test kit, and apps that lie within the test project itself.
    private static bool IsShared(string reference) => ProjectFile.RoomOf(reference) switch
    {
        "ServiceDefaults" or "tests/TestKit" or "tests/LakeKit" or "tests/BrowserKit" => true,
        var room => room.StartsWith("platform/", StringComparison.Ordinal) || room.StartsWith("domains/", StringComparison.Ordinal)
            || room.Contains("/TestApps/", StringComparison.Ordinal) || room.EndsWith("/TestApps", StringComparison.Ordinal),
    };
}
