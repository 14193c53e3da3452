using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Scopes;

/// <summary>A column of something in FROM, or of a subquery's answer.</summary>
/// <typeparam name="T">What is known of values.</typeparam>
/// <param name="Name">Its name there; empty where it has none.</param>
/// <param name="Known">What is known of its values.</param>
internal sealed record QueryColumn<T>(string Name, T Known)
{
    /// <summary>Whether the query or a product gives it its name: USING shares one with a column to the left, and a column without a name is known by its place.</summary>
    public bool HasOwnName { get; init; } = true;
}

/// <summary>Something in FROM, or a query's answer.</summary>
/// <typeparam name="T">What is known of values.</typeparam>
internal sealed class QueryRelation<T>
    where T : struct, IKnown<T>
{
    private readonly int _start;
    private readonly int _end;
    private T? _unplaced;
    private HashSet<string>? _repeated;
    private IReadOnlyList<string> _keys = [];

    /// <summary>A relation with columns at known places, of which others may be behind them.</summary>
    /// <param name="name">The name by which the query calls it.</param>
    /// <param name="columns">Its columns, as far as they are known.</param>
    /// <param name="rest">What is known of the others; null where there are none.</param>
    public QueryRelation(string name, IReadOnlyList<QueryColumn<T>> columns, T? rest = null)
        : this(name, columns, rest, isComplete: rest is null, columns.Count, columns.Count, columns.Count + (rest is null ? 0 : 1))
    {
    }

    private QueryRelation(string name, IReadOnlyList<QueryColumn<T>> columns, T? rest, bool isComplete, int start, int end, int width)
    {
        (Name, Columns, Rest, IsComplete, Width) = (name, columns, rest, isComplete, width);
        (_start, _end) = (start, end);
    }

    /// <summary>The name by which the query calls it.</summary>
    public string Name { get; }

    /// <summary>Its columns, as far as they are known.</summary>
    public IReadOnlyList<QueryColumn<T>> Columns { get; }

    /// <summary>All that is known of columns that are not among them; null where there are none.</summary>
    public T? Rest { get; }

    /// <summary>Whether all columns are known, and their places.</summary>
    public bool IsComplete { get; }

    /// <summary>The least number of its columns.</summary>
    public int Width { get; }

    /// <summary>All that is known of a value of any of its columns.</summary>
    public T Any => From(0);

    // What is known of a value of any column whose place is not known: they begin at _start.
    private T Unplaced => _unplaced ??= From(_start);

    /// <summary>The columns of several relations, one behind the other.</summary>
    public static QueryRelation<T> Together(string name, IEnumerable<QueryRelation<T>> relations)
    {
        List<QueryColumn<T>> columns = [];
        List<T> rests = [];
        (int Start, int End)? unplaced = null;
        var width = 0;
        foreach (var relation in relations)
        {
            if (!relation.IsComplete)
            {
                unplaced = (unplaced?.Start ?? columns.Count + relation._start, columns.Count + relation._end);
            }

            columns.AddRange(relation.Columns);
            width += relation.Width;
            if (relation.Rest is { } rest)
            {
                rests.Add(rest);
            }
        }

        var (start, end) = unplaced ?? (columns.Count, columns.Count);
        return new QueryRelation<T>(name, columns, rests.Count > 0 ? T.OneOf(rests) : null, unplaced is null, start, end, width);
    }

    /// <summary>All that is known of a column by its name, which several have behind a join; null where no known one has it.</summary>
    public T? Find(string column)
    {
        T? found = null;
        foreach (var own in Columns)
        {
            if (AsciiNames.Comparer.Equals(own.Name, column))
            {
                found = found is { } other ? T.OneOf([other, own.Known]) : own.Known;
            }
        }

        return found;
    }

    /// <summary>All that is known of a column by its place from 0; null where there is none.</summary>
    public T? At(int place) => place < _start ? Columns[place].Known : IsComplete ? null : Unplaced;

    /// <summary>The place of a known column from 0, or before the end of the list where negative; null where it is not known.</summary>
    public int? Place(int column) => column < _start ? column : column >= _end ? column - Columns.Count : null;

    /// <summary>Whether several of its columns have a name, so that the name means none of them.</summary>
    public bool Repeats(string column)
    {
        if (_repeated is null)
        {
            var once = new HashSet<string>(AsciiNames.Comparer);
            _repeated = Columns.Where(each => each is { HasOwnName: true, Name.Length: > 0 } && !once.Add(each.Name)).Select(each => each.Name).ToHashSet(AsciiNames.Comparer);
        }

        return _repeated.Contains(column);
    }

    /// <summary>The same in a join with USING, where the places of its columns are not known.</summary>
    /// <param name="keys">The columns by which it joins.</param>
    /// <param name="isRight">Whether it is to the right, and shares their names with a relation to the left.</param>
    public QueryRelation<T> Joined(IReadOnlyList<string> keys, bool isRight) =>
        new(Name, isRight ? [.. Columns.Select(column => keys.Contains(column.Name, AsciiNames.Comparer) ? column with { HasOwnName = false } : column)] : Columns, Rest, isComplete: false, 0, Columns.Count, Width)
        {
            _keys = [.. _keys, .. keys],
        };

    /// <summary>The same without the columns by which a join with USING joins it, as the star of its name has them.</summary>
    public QueryRelation<T> WithoutKeys()
    {
        IReadOnlyList<QueryColumn<T>> others = [.. Columns.Where(column => !_keys.Contains(column.Name, AsciiNames.Comparer))];
        return _keys.Count == 0 ? this : new(Name, others, Rest, isComplete: false, 0, others.Count, Width - Columns.Count + others.Count);
    }

    /// <summary>The same under other names: <c>AS t(a, b)</c>.</summary>
    public QueryRelation<T> Renamed(string name, IReadOnlyList<string> names)
    {
        IEnumerable<QueryColumn<T>> renamed = names.Select((each, at) => new QueryColumn<T>(each, At(at) ?? default));
        if (names.Count > _start)
        {
            // Any of those without a place may be one that has a name now.
            return IsComplete ? new QueryRelation<T>(name, [.. renamed]) : new QueryRelation<T>(name, [.. renamed], Unplaced, isComplete: false, names.Count, names.Count, Math.Max(Width, names.Count));
        }

        return new QueryRelation<T>(name, names.Count == 0 ? Columns : [.. renamed, .. Columns.Skip(names.Count)], Rest, IsComplete, _start, _end, Width);
    }

    /// <summary>The rows of both by the places of their columns, under the names of this one.</summary>
    /// <param name="other">The other rows.</param>
    /// <param name="common">What is known of values of which some are of one column, some of another.</param>
    public QueryRelation<T> Union(QueryRelation<T> other, Func<T, T, T> common)
    {
        var placed = Math.Min(_start, other._start);
        // Of a column without a place any of the others may be the counterpart.
        T? any = IsComplete && other.IsComplete ? null : other.From(placed);
        IReadOnlyList<QueryColumn<T>> columns = [.. Columns.Select((column, at) => (at < placed ? other.Columns[at].Known : any) is { } known ? column with { Known = common(column.Known, known) } : column)];
        return new QueryRelation<T>("", columns, Rest is { } rest ? common(rest, any!.Value) : null, IsComplete, _start, _end, Width);
    }

    private T From(int place) => T.OneOf([default, .. Columns.Skip(place).Select(column => column.Known), .. Rest is { } rest ? [rest] : Array.Empty<T>()]);
}
