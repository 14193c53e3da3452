namespace MeshStarter.Sdk.Consuming;

/// <summary>A column of rows that windows of time are made into (<see cref="WindowedRows.ToRows"/>): what is computed of each window.</summary>
public sealed record WindowColumn
{
    private WindowColumn(string name, WindowFunction function, string? column) => (Name, Function, Column) = (name, function, column);

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    internal WindowFunction Function { get; }

    internal string? Column { get; }

    /// <summary>The number of a window's rows: BIGINT.</summary>
    public static WindowColumn Count(string name) => new(name, WindowFunction.Count, null);

    /// <summary>The number of a column's values in a window, each counted once: BIGINT.</summary>
    public static WindowColumn CountDistinct(string name, string column) => new(name, WindowFunction.CountDistinct, column);

    /// <summary>The sum of a column of numbers: of an INTEGER, BIGINT or DECIMAL a DECIMAL with as many digits after the point, and an error for more than 38 digits; of a REAL or DOUBLE a DOUBLE, added up in the order of the values.</summary>
    public static WindowColumn Sum(string name, string column) => new(name, WindowFunction.Sum, column);

    /// <summary>The mean of a column of numbers: DOUBLE.</summary>
    public static WindowColumn Avg(string name, string column) => new(name, WindowFunction.Avg, column);

    /// <summary>The least value of a column of numbers, texts, dates or times: of its type.</summary>
    public static WindowColumn Min(string name, string column) => new(name, WindowFunction.Min, column);

    /// <summary>The greatest value of a column of numbers, texts, dates or times: of its type.</summary>
    public static WindowColumn Max(string name, string column) => new(name, WindowFunction.Max, column);
}

/// <summary>The function of a window.</summary>
internal enum WindowFunction
{
    /// <summary>Its rows.</summary>
    Count,

    /// <summary>Different values.</summary>
    CountDistinct,

    /// <summary>A sum.</summary>
    Sum,

    /// <summary>A mean.</summary>
    Avg,

    /// <summary>The least value.</summary>
    Min,

    /// <summary>The greatest value.</summary>
    Max,
}
