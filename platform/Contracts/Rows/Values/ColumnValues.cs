using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Types the values of a column, from JSON or a record (<see cref="IRowRecord"/>), and writes typed values in canonical JSON. There is one class for each type.</summary>
internal abstract class ColumnValues
{
    /// <summary>The form of a value, for messages: <c>a BOOLEAN: true or false</c>.</summary>
    protected abstract string Wanted { get; }

    /// <summary>Returns the values of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isStored">Whether rows were validated when they were stored (<see cref="RowContract.OfStored"/>).</param>
    public static ColumnValues Of(ColumnType type, bool isStored) => type switch
    {
        PrimitiveType primitive => PrimitiveValues.Of(primitive.Kind),
        DecimalType exact => new DecimalValues(exact),
        ArrayType array => new ArrayValues(Of(array.Element, isStored)),
        MapType map => new MapValues(Of(map.Value, isStored)),
        StructType structure => new StructValues([.. structure.Fields.Select(field => (field.Name, Of(field.Type, isStored), false))], isStored),
        _ => throw new NotSupportedException($"There are no rows with {type}."),
    };

    /// <summary>Reads the value that the reader is at, which is not null, and leaves the reader at its end.</summary>
    /// <returns>The value; null where it does not fit, which is noted.</returns>
    public object? Read(ref Utf8JsonReader json, RowViolations violations)
    {
        var found = violations.Count;
        if (TryRead(ref json, violations) is { } value)
        {
            return value;
        }

        AddOther(found, violations);
        json.Skip();
        return null;
    }

    /// <summary>Takes a value of a record, which is not null.</summary>
    /// <returns>The value; null where it does not fit, which is noted.</returns>
    public object? Take(object value, RowViolations violations)
    {
        var found = violations.Count;
        if (TryTake(value, violations) is { } taken)
        {
            return taken;
        }

        AddOther(found, violations);
        return null;
    }

    /// <summary>Writes a value in canonical JSON.</summary>
    public abstract void Write(object value, Utf8JsonWriter json);

    /// <summary>Writes a value that may be null.</summary>
    public void WriteOptional(object? value, Utf8JsonWriter json)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Write(value, json);
        }
    }

    /// <summary>Returns the canonical text of a single value; null where the type has none.</summary>
    public virtual string? Text(object value) => null;

    /// <summary>Reads a value.</summary>
    /// <returns>The value; null where it does not fit. Without a note it is of another type.</returns>
    protected abstract object? TryRead(ref Utf8JsonReader json, RowViolations violations);

    /// <summary>Takes a value of a record.</summary>
    /// <returns>The value; null where it does not fit. Without a note it is of another type.</returns>
    protected abstract object? TryTake(object value, RowViolations violations);

    private void AddOther(int found, RowViolations violations)
    {
        if (violations.Count == found)
        {
            violations.Add("type", $"the value is not {Wanted}");
        }
    }

    /// <summary>Returns the text that the reader is at; null where it is at none, also for half of a surrogate pair.</summary>
    internal static string? TextAt(ref Utf8JsonReader json)
    {
        try
        {
            return json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
