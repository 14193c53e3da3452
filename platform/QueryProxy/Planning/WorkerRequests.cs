using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Sql;
using MeshStarter.QueryProxy.Workers;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Writes down what a worker may do for a statement.</summary>
internal sealed class WorkerRequests(IOptions<QueryOptions> options)
{
    /// <summary>A request without a statement yet.</summary>
    /// <param name="request">The query.</param>
    /// <param name="setup">The statements that make its views.</param>
    /// <param name="files">The only files that the engine may open.</param>
    /// <param name="schema">The schema that unqualified names are looked up in; null for none.</param>
    public ExecuteRequest Of(QueryRequest request, IReadOnlyList<string> setup, IReadOnlyList<string> files, string? schema) => new()
    {
        Setup = [.. setup, .. SessionMacros(request)],
        Files = files,
        Schema = schema,
        TimeZone = SessionTimeZone.EngineName(request.Session.TimeZone)!,
        Format = request.Format,
        ParametricDateTime = request.Session.ParametricDateTime,
        MaxRows = options.Value.MaxRows,
        MaxResultBytes = options.Value.MaxResultMiB * 1024L * 1024,
    };

    // The engine would answer with itself.
    private static IEnumerable<string> SessionMacros(QueryRequest request) => new (string Name, string? Answer)[]
    {
        ("current_user", request.Principal.Subject),
        ("session_user", request.Principal.Subject),
        ("user", request.Principal.Subject),
        ("current_catalog", AsciiNames.Lower(request.Session.Catalog ?? Sandbox.Catalog)),
        ("current_database", AsciiNames.Lower(request.Session.Catalog ?? Sandbox.Catalog)),
        ("current_role", null),
        ("current_schema", request.Session.Schema is { } schema ? AsciiNames.Lower(schema) : null),
        ("version", TrinoVersion.Spoken),
    }.Select(macro => $"CREATE MACRO {Sandbox.Catalog}.main.\"{macro.Name}\"() AS {(macro.Answer is { } answer ? SqlText.Quote(answer) : "CAST(NULL AS VARCHAR)")}");
}
