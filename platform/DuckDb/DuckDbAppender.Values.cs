using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// One value each. A refused value leaves the row where it was: append another in its place.
public sealed unsafe partial class DuckDbAppender
{
    /// <summary>NULL.</summary>
    public DuckDbAppender AppendNull()
    {
        Next().WriteNull(_row);
        return Done();
    }

    /// <summary>BOOLEAN.</summary>
    public DuckDbAppender Append(bool value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>A whole number, into a SMALLINT, INTEGER, BIGINT or DECIMAL that holds it.</summary>
    public DuckDbAppender Append(int value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>A whole number, into a SMALLINT, INTEGER, BIGINT or DECIMAL that holds it.</summary>
    public DuckDbAppender Append(long value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>FLOAT or DOUBLE.</summary>
    public DuckDbAppender Append(float value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>DOUBLE.</summary>
    public DuckDbAppender Append(double value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>DECIMAL; digits other than zero beyond its scale are refused.</summary>
    public DuckDbAppender Append(decimal value)
    {
        Next().Write(_row, DuckDbDecimal.From(value));
        return Done();
    }

    /// <summary>DECIMAL; digits other than zero beyond its scale are refused.</summary>
    public DuckDbAppender Append(DuckDbDecimal value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>UUID.</summary>
    public DuckDbAppender Append(Guid value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>DATE.</summary>
    public DuckDbAppender Append(DateOnly value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>TIME.</summary>
    public DuckDbAppender Append(TimeOnly value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>TIMESTAMP: a wall clock time, whose kind must be Unspecified.</summary>
    public DuckDbAppender Append(DateTime value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>TIMESTAMP WITH TIME ZONE: an instant.</summary>
    public DuckDbAppender Append(DateTimeOffset value)
    {
        Next().Write(_row, value);
        return Done();
    }

    /// <summary>VARCHAR, or NULL.</summary>
    public DuckDbAppender Append(string? value)
    {
        if (value is null)
        {
            return AppendNull();
        }

        Next().Write(_row, value);
        return Done();
    }

    /// <summary>BLOB, or NULL.</summary>
    public DuckDbAppender Append(byte[]? value)
    {
        if (value is null)
        {
            return AppendNull();
        }

        Next().Write(_row, value.AsSpan());
        return Done();
    }

    /// <summary>
    /// A value of any type above; other whole numbers as these; a sequence for LIST; a dictionary, or pairs of object and object, for MAP and STRUCT
    /// (a field left out is NULL); or NULL.
    /// </summary>
    public DuckDbAppender Append(object? value)
    {
        Next().Write(_row, value);
        return Done();
    }

    private DuckDbAppender Done()
    {
        _column++;
        return this;
    }
}
