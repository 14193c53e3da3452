using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Lake.Pipelines;

/// <summary>
/// Validates the SELECT of a pipeline before it runs: one SELECT by the engine's own parser, of known functions, over its inputs and its own CTEs. Where
/// the columns of all inputs are known, it is bound to them, and its columns are compared with the product's.
/// </summary>
public sealed class PipelineSql
{
    private const string Unread = "Correct it: the pipeline does not run as long as its SELECT cannot be read.";

    private readonly string _sql;
    private readonly PipelineSqlTerms _terms;
    private readonly YamlIssues _issues;

    private PipelineSql(string sql, string file, PipelineSqlTerms terms)
    {
        _sql = sql;
        _terms = terms;
        _issues = new YamlIssues(file);
    }

    /// <summary>Returns all errors and warnings, in the order of their lines.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    /// <param name="terms">What it may name, and what it must yield.</param>
    /// <param name="time">The clock that limits the binding.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IReadOnlyList<DescriptorIssue> Check(string sql, string file, PipelineSqlTerms terms, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(time);
        var check = new PipelineSql(sql, file, terms);
        check.Run(time, cancellationToken);
        return check._issues.Sorted;
    }

    /// <summary>Returns the text without the semicolon at its end: it is run within another SELECT, where that would end both.</summary>
    /// <param name="sql">The text.</param>
    internal static string Statement(string sql) => SqlTokens.OfQuery(sql) is [.., var last] && last.Is(';') ? sql[..last.Start] : sql;

    private void Run(TimeProvider time, CancellationToken cancellationToken)
    {
        if (WithoutParameters() is not { } text)
        {
            return;
        }

        using var trial = new TrialSession();
        var tree = SqlTree.Of(trial.Session, text);
        var analysis = SqlAnalyzer.Analyze(text, tree);
        if (analysis.Refusal is { } refusal)
        {
            var message = refusal.Code == TrinoErrorCode.SyntaxError ? $"It cannot be parsed: {refusal.Message.TrimEnd('.')}." : refusal.Message;
            _issues.Error(refusal.Position?.Line ?? 1, "", "sql.refused", message, Unread);
            return;
        }

        Tables(text, analysis.Tables);
        if (!_issues.HasErrors && _terms.Inputs.All(input => _terms.Columns(input) is not null))
        {
            new PipelineBinding(trial.Session, _terms, _issues).Run(text, QueryTree.Query(QueryTree.Read(tree)), time, cancellationToken);
        }
    }

    // The parser has one text for both, and its places are those of the file's lines.
    private string? WithoutParameters()
    {
        if (WindowParameters.Of(_sql) is not { } parameters)
        {
            _issues.Error(1, "", "sql.characters", "It has a quote without an end, or characters outside of quotes that the engine may read as others.", "End each quote, and write names with such characters in double quotes.");
            return null;
        }

        foreach (var (name, start, end) in parameters)
        {
            if (name is not (WindowParameters.Start or WindowParameters.End))
            {
                var near = Suggestion.Nearest(name, [WindowParameters.Start, WindowParameters.End]) is { } parameter ? $"Did you mean ${parameter}?" : $"Use ${WindowParameters.Start} and ${WindowParameters.End}, or write the value.";
                _issues.Error(LineOf(start), "", "sql.parameter", $"There is no parameter {Quoted.Text(_sql[start..end])}.", near);
            }
            else if (_terms.WindowColumn is null)
            {
                _issues.Error(LineOf(start), "", "sql.window", $"${name} is the bound of a window, and the pipeline has none.", "Add a window to pipeline.yaml, or remove it.");
            }
        }

        return _issues.HasErrors ? null
            : _terms.WindowColumn is { } column && WindowParameters.Example(column) is var bound ? WindowParameters.Set(Statement(_sql), bound, bound)
            : Statement(_sql);
    }

    private void Tables(string text, IReadOnlyList<TableReference> tables)
    {
        var names = _terms.Inputs.Select(input => input.ToString()).ToList();
        HashSet<string> read = new(AsciiNames.Comparer);
        foreach (var table in tables)
        {
            var line = SqlPosition.FromByteOffset(text, table.Offset)?.Line ?? 1;
            var name = table.FullName;
            read.Add(name);
            if (!names.Contains(name, AsciiNames.Comparer))
            {
                _issues.Error(line, "", "sql.table", $"{Quoted.Text(name)} is no input of the pipeline.", Advice(table, name, names));
            }
        }

        foreach (var unread in names.Where(name => !_issues.HasErrors && !read.Contains(name)))
        {
            _issues.Warn(1, "", "sql.input", $"The SELECT does not read its input {unread}.", "Read it, or remove it from the inputs of pipeline.yaml.");
        }
    }

    private static string Advice(TableReference table, string name, List<string> names)
    {
        var similar = names.Find(input => table.Schema.Length == 0 && input.EndsWith($".{table.Name}", StringComparison.OrdinalIgnoreCase)) ?? Suggestion.Nearest(name, names);
        return similar is not null ? $"Did you mean {Written(similar)}?"
            : names.Count > 0 ? $"Name one of {string.Join(", ", names.Select(Written))}, or add an input to pipeline.yaml."
            : "Add an input to pipeline.yaml.";
    }

    // orders.orders@1 is orders."orders@1" in SQL.
    private static string Written(string input) =>
        ProductReference.TryParse(input, out var reference, out _) && reference.Major is not null ? $"{reference.Product.Domain}.{SqlIdentifier.Quote(input[(reference.Product.Domain.Length + 1)..])}" : input;

    private int LineOf(int place) => _sql.AsSpan(0, place).Count('\n') + 1;
}
