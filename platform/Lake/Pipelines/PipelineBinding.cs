using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Lake.Pipelines;

/// <summary>Binds a pipeline's SELECT to empty tables of its inputs, and compares its columns with the product's.</summary>
/// <param name="session">A session of an engine without tables.</param>
/// <param name="terms">The inputs, all of whose columns are known, and the product.</param>
/// <param name="issues">The list that collects issues.</param>
internal sealed partial class PipelineBinding(DuckDbConnection session, PipelineSqlTerms terms, YamlIssues issues)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>Notes what keeps a SELECT from being bound, and each column that the product does not have or that has another type.</summary>
    public void Run(string sql, QueryNode query, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            session.Execute($"SET TimeZone = {SqlText.Quote(SessionTimeZone.EngineName(terms.Zone) ?? SessionTimeZone.Utc)}", either.Token);
            foreach (var input in terms.Inputs)
            {
                PipelineRows.CreateInput(session, input, TableRows.None(terms.Columns(input)!).Sql, either.Token);
            }

            using var result = session.Query($"SELECT * FROM (\n{sql}\n) LIMIT 0", either.Token);
            Compare([.. result.Columns.Select(column => (column.Name, EngineColumns.TypeOf(column.Type), column.Type.ToString()))], sql, query);
        }
        catch (DuckDbException exception)
        {
            // The engine's lines count from the line before the text.
            var line = EngineLine().Match(exception.Message) is { Success: true } place ? int.Parse(place.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) - 1 : 1;
            var message = string.Join(' ', exception.Message.Split("\n\n", 2)[0].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
            issues.Error(Math.Max(line, 1), "", "sql.bind", $"{message}.", "Correct it: the columns are those of the inputs' descriptors.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What takes long is computed from constants, which says nothing of its columns.
        }
    }

    private void Compare(IReadOnlyList<(string Name, ColumnType? Type, string Engine)> given, string sql, QueryNode query)
    {
        var (product, declared) = (terms.Product.Name, terms.Product.Schema);
        var lines = new SelectLines(sql, query);
        foreach (var column in declared.Where(column => !given.Any(each => each.Name == column.Name)))
        {
            issues.Error(lines.First, "", "sql.missing", $"The SELECT lacks {column.Name} ({column.Type}), a column of {product}.", column.Required ? "Select it: it is required." : $"Select it, or CAST(NULL AS {column.Type.ToDuckDb()}) AS {column.Name}.");
        }

        foreach (var (name, type, engine) in given)
        {
            if (declared.FirstOrDefault(column => column.Name == name) is not { } column)
            {
                var fix = Suggestion.Nearest(name, declared.Select(each => each.Name)) is { } nearest ? $"Did you mean {nearest}?" : "Leave it out, or add it to the schema of data-product.yaml.";
                issues.Error(lines.Of(name), "", "sql.extra", $"{product} has no column {Quoted.Text(name)}.", fix);
            }
            else if (type is null || !Fits(name, type, column))
            {
                issues.Error(lines.Of(name), "", "sql.type", $"{name} is {type?.ToString() ?? engine}, and {product} declares {column.Type}.", FixOf(type, column));
            }
        }
    }

    /// <summary>Says what gives a column of the SELECT the declared type. No CAST does where both are one type of the engine.</summary>
    internal static string FixOf(ColumnType? given, ColumnDefinition declared) => given?.ToDuckDb() == declared.Type.ToDuckDb()
        ? $"Declare {declared.Name} as {given}, or emit its rows in place of a pipeline: the engine has {given} for both types."
        : $"Write CAST(… AS {declared.Type.ToDuckDb()}) AS {declared.Name}.";

    private static bool Fits(string name, ColumnType type, ColumnDefinition column) =>
        RowBatch.Violations([new ColumnDefinition { Name = name, Type = type }], [column]).Count == 0;

    // Binder Error: Referenced column "x" not found in FROM clause!\nCandidate bindings: "a", "b"\n\nLINE 3:   x + 1\n          ^
    [GeneratedRegex("^LINE (?<line>[0-9]+):", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EngineLine();

    /// <summary>The lines of a SELECT's columns.</summary>
    private sealed class SelectLines
    {
        private readonly Dictionary<string, int> _lines = new(AsciiNames.Comparer);

        public SelectLines(string sql, QueryNode query)
        {
            while (query.Kind != "SELECT_NODE")
            {
                query = query.Left;
            }

            foreach (var column in query.SelectList)
            {
                var line = SqlPosition.FromByteOffset(sql, Place(column))?.Line ?? First;
                First = _lines.Count == 0 ? line : First;
                _lines.TryAdd(column.ResultName, line);
            }
        }

        public int First { get; private set; } = 1;

        public int Of(string name) => _lines.GetValueOrDefault(name, First);

        // Operators have no place of their own: that of their first part.
        private static ulong Place(ExpressionNode expression) =>
            expression.Place is var own and not ulong.MaxValue ? own : expression.Parts.Select(Place).DefaultIfEmpty(ulong.MaxValue).Min();
    }
}
