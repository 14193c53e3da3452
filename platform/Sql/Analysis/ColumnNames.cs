using System.Globalization;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// The number of times that a statement names a column, under any relation, and the uses of columns in conditions that a row's value may make fail. A struct's field counts as a
/// column of its name.
/// </summary>
internal sealed class ColumnNames
{
    private readonly Dictionary<string, int> _uses = new(AsciiNames.Comparer);
    private readonly HashSet<string> _relations = new(AsciiNames.Comparer);
    private readonly HashSet<string> _last = new(AsciiNames.Comparer);
    private readonly HashSet<string> _compared = new(AsciiNames.Comparer);
    private readonly HashSet<string> _failingResults = new(AsciiNames.Comparer);
    private bool _readsUnnamed;
    private bool _comparesUnnamed;
    private bool _failsByRow;
    private int _unnamedSubqueries;

    /// <summary>Whether columns may be read without being named, as by <c>*</c>, NATURAL JOIN, or a relation's name that means its whole row.</summary>
    public bool ReadsUnnamed => _readsUnnamed || _last.Overlaps(_relations);

    /// <summary>Whether a condition may compare an array, a map or a row: a relation's whole row, or a column of these.</summary>
    /// <param name="nested">The names of columns that are arrays, maps or rows.</param>
    public bool MayCompare(IReadOnlyCollection<string> nested) => _compared.Overlaps(_relations) || (nested.Count > 0 && (_comparesUnnamed || _compared.Overlaps(nested)));

    /// <summary>
    /// Whether a row's value may make a condition fail: it is cast, given to a function that is no operator and no aggregate, or an item of an array or row. Of some casts and functions the engine
    /// does not know that they may. What the query's own SELECT list computes is no condition, unless another part names it.
    /// </summary>
    public bool MayFailByRow => _failsByRow || _failingResults.Any(result => Uses(result) > 0);

    /// <summary>Counts the times that a column is named so.</summary>
    public int Uses(string column) => _uses.GetValueOrDefault(column);

    /// <summary>Counts a reference to a column.</summary>
    /// <param name="names">The parts of its name.</param>
    public void Column(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        }

        // A relation may be written with its schema and catalog where its row is meant.
        _last.Add(names.Count > 0 ? names[^1] : "");
    }

    /// <summary>Notes a column that is more than a result of the statement.</summary>
    public void Compare(string column) => _compared.Add(column);

    /// <summary>Notes that columns which are more than results of the statement have no names, or others than their product gives them.</summary>
    public void CompareUnnamed() => _comparesUnnamed = true;

    /// <summary>Notes a value that may fail by a row.</summary>
    /// <param name="result">The name of the statement's own result that it is computed for, which the engine does of the rows that are left; null where a condition may be on it.</param>
    public void FailByRow(string? result)
    {
        if (result is null)
        {
            _failsByRow = true;
        }
        else
        {
            _failingResults.Add(result);
        }
    }

    /// <summary>Notes a relation by its name or alias.</summary>
    public void Relation(string name)
    {
        if (name.Length > 0)
        {
            _relations.Add(name);
        }
    }

    /// <summary>Notes a subquery in FROM without an alias, by the name that the engine (1.5.6) gives it: unnamed_subquery, unnamed_subquery2, … of each FROM.</summary>
    public void UnnamedSubquery() => Relation(++_unnamedSubqueries == 1 ? "unnamed_subquery" : $"unnamed_subquery{_unnamedSubqueries.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Notes that some columns are read that the statement does not name.</summary>
    public void ReadUnnamed() => _readsUnnamed = true;
}
