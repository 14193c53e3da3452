using System.Text;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Workers.Pipes;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Writes down what a worker may do for a statement.</summary>
internal sealed class WorkerRequests(IOptions<QueryOptions> options)
{
    /// <summary>A request without a statement yet.</summary>
    /// <param name="request">The query.</param>
    public ExecuteRequest Of(QueryRequest request) => new()
    {
        Files = [],
        Format = request.Format,
        ParametricDateTime = request.Session.ParametricDateTime,
        MaxRows = options.Value.MaxRows,
        MaxResultBytes = options.Value.MaxResultMiB * 1024L * 1024,
    };

    /// <summary>The functions about the session that a text may call: the engine would answer with itself.</summary>
    /// <param name="request">The query.</param>
    /// <param name="tree">The text's tree, in which a function that it calls has its name.</param>
    public static IEnumerable<Definition> SessionMacros(QueryRequest request, ReadOnlyMemory<byte> tree)
    {
        var text = Encoding.UTF8.GetString(tree.Span);
        return Answers(request).Where(macro => text.Contains(macro.Name, StringComparison.OrdinalIgnoreCase))
            .Select(macro => Definition.Macro($"{Definition.Catalog}.main.\"{macro.Name}\"", $"() AS {(macro.Answer is { } answer ? SqlText.Quote(answer) : "CAST(NULL AS VARCHAR)")}"))
            // Callers have roles, and no groups.
            .Concat(text.Contains("current_groups", StringComparison.OrdinalIgnoreCase) ? [Definition.Macro($"{Definition.Catalog}.main.current_groups", "() AS CAST([] AS VARCHAR[])")] : []);
    }

    private static (string Name, string? Answer)[] Answers(QueryRequest request) =>
    [
        ("current_user", request.Principal.Subject),
        ("session_user", request.Principal.Subject),
        ("user", request.Principal.Subject),
        ("current_catalog", AsciiNames.Lower(request.Session.Catalog ?? Definition.Catalog)),
        ("current_database", AsciiNames.Lower(request.Session.Catalog ?? Definition.Catalog)),
        ("current_role", null),
        ("current_schema", request.Session.Schema is { } schema ? AsciiNames.Lower(schema) : null),
        ("version", TrinoVersion.Spoken),
    ];
}
