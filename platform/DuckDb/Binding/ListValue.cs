using System.Collections;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Binding;

/// <summary>Makes a LIST of a sequence, whose elements may be NULL or lists again.</summary>
internal static unsafe class ListValue
{
    internal static ValueHandle Of(IEnumerable sequence)
    {
        object?[] items = [.. sequence.Cast<object?>()];
        return Make(items, ElementType(DeclaredElement(sequence.GetType()), items));
    }

    private static ValueHandle Make(object?[] items, DuckDbType elementType)
    {
        var values = new List<ValueHandle>(items.Length);
        try
        {
            foreach (var item in items)
            {
                values.Add(elementType.Element is { } inner && item is IEnumerable list ? Make([.. list.Cast<object?>()], inner) : ValueFactory.Of(item));
            }

            // One more than needed: the engine wants an address even for an empty list.
            var native = new nint[items.Length + 1];
            for (var i = 0; i < values.Count; i++)
            {
                native[i] = values[i].DangerousGetHandle();
            }

            using var type = Native(elementType);
            fixed (nint* first = native)
            {
                return new(NativeMethods.CreateList(type, first, (ulong)items.Length));
            }
        }
        finally
        {
            foreach (var value in values)
            {
                value.Dispose();
            }
        }
    }

    /// <summary>The type all elements are cast to.</summary>
    private static DuckDbType ElementType(Type declared, object?[] items)
    {
        var element = Nullable.GetUnderlyingType(declared) ?? declared;
        if (element == typeof(object))
        {
            element = items.FirstOrDefault(item => item is not null)?.GetType() ?? element;
        }

        if (element == typeof(decimal) || element == typeof(DuckDbDecimal))
        {
            return DecimalType(items);
        }

        if (ScalarTypes.TryGetValue(element, out var id))
        {
            return new(id);
        }

        if (!typeof(IEnumerable).IsAssignableFrom(element) || typeof(IDictionary).IsAssignableFrom(element))
        {
            throw new ArgumentException($"A list of {element.Name} cannot be bound: its elements' type is unknown or has no counterpart.", nameof(items));
        }

        return new(DuckDbTypeId.List)
        {
            Element = ElementType(DeclaredElement(element), [.. items.OfType<IEnumerable>().SelectMany(list => list.Cast<object?>())]),
        };
    }

    /// <summary>The narrowest DECIMAL that holds all.</summary>
    private static DuckDbType DecimalType(object?[] items)
    {
        DuckDbDecimal[] decimals = [.. items.Where(item => item is not null).Select(item => item is decimal number ? DuckDbDecimal.From(number) : (DuckDbDecimal)item!)];
        var scale = decimals.Select(number => number.Scale).DefaultIfEmpty(0).Max();
        var precision = scale + decimals.Select(number => number.Precision - number.Scale).DefaultIfEmpty(1).Max();
        return precision <= DuckDbDecimal.MaxPrecision
            ? new(DuckDbTypeId.Decimal) { Precision = Math.Max(precision, 1), Scale = scale }
            : throw new OverflowException($"The list's decimals together need more than {DuckDbDecimal.MaxPrecision} digits.");
    }

    private static LogicalTypeHandle Native(DuckDbType type)
    {
        if (type.Id == DuckDbTypeId.Decimal)
        {
            return new(NativeMethods.CreateDecimalType((byte)type.Precision, (byte)type.Scale));
        }

        if (type.Element is null)
        {
            return new(NativeMethods.CreateLogicalType(type.Id));
        }

        using var element = Native(type.Element);
        return new(NativeMethods.CreateListType(element));
    }

    private static Type DeclaredElement(Type sequence) =>
        sequence.GetInterfaces().Prepend(sequence)
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0] ?? typeof(object);

    private static readonly Dictionary<Type, DuckDbTypeId> ScalarTypes = new()
    {
        [typeof(bool)] = DuckDbTypeId.Boolean,
        [typeof(sbyte)] = DuckDbTypeId.TinyInt,
        [typeof(short)] = DuckDbTypeId.SmallInt,
        [typeof(int)] = DuckDbTypeId.Integer,
        [typeof(long)] = DuckDbTypeId.BigInt,
        [typeof(Int128)] = DuckDbTypeId.HugeInt,
        [typeof(byte)] = DuckDbTypeId.UTinyInt,
        [typeof(ushort)] = DuckDbTypeId.USmallInt,
        [typeof(uint)] = DuckDbTypeId.UInteger,
        [typeof(ulong)] = DuckDbTypeId.UBigInt,
        [typeof(UInt128)] = DuckDbTypeId.UHugeInt,
        [typeof(float)] = DuckDbTypeId.Float,
        [typeof(double)] = DuckDbTypeId.Double,
        [typeof(string)] = DuckDbTypeId.Varchar,
        [typeof(byte[])] = DuckDbTypeId.Blob,
        [typeof(Guid)] = DuckDbTypeId.Uuid,
        [typeof(DateOnly)] = DuckDbTypeId.Date,
        [typeof(TimeOnly)] = DuckDbTypeId.Time,
        [typeof(DateTime)] = DuckDbTypeId.Timestamp,
        [typeof(DateTimeOffset)] = DuckDbTypeId.TimestampTz,
        [typeof(DuckDbInterval)] = DuckDbTypeId.Interval,
    };
}
