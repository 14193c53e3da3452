using System.Numerics;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Appending;

internal sealed unsafe partial class VectorWriter
{
    internal void Write(int row, bool value)
    {
        Require(DuckDbTypeId.Boolean, "bool");
        Store(row, value ? (byte)1 : (byte)0);
    }

    internal void Write(int row, int value)
    {
        if (Type.Id == DuckDbTypeId.Integer)
        {
            Store(row, value);
        }
        else
        {
            Write(row, (Int128)value);
        }
    }

    internal void Write(int row, long value)
    {
        if (Type.Id == DuckDbTypeId.BigInt)
        {
            Store(row, value);
        }
        else
        {
            Write(row, (Int128)value);
        }
    }

    /// <summary>A whole number, into any type of the four that holds it.</summary>
    internal void Write(int row, Int128 value)
    {
        switch (Type.Id)
        {
            case DuckDbTypeId.SmallInt: Store(row, Fit<short>(value)); break;
            case DuckDbTypeId.Integer: Store(row, Fit<int>(value)); break;
            case DuckDbTypeId.BigInt: Store(row, Fit<long>(value)); break;
            case DuckDbTypeId.Decimal: Write(row, new DuckDbDecimal(value, 0)); break;
            default: throw WrongType("whole number");
        }
    }

    internal void Write(int row, float value)
    {
        if (Type.Id == DuckDbTypeId.Float)
        {
            Store(row, value);
        }
        else
        {
            Write(row, (double)value);
        }
    }

    internal void Write(int row, double value)
    {
        Require(DuckDbTypeId.Double, "floating number");
        Store(row, value);
    }

    internal void Write(int row, DuckDbDecimal value)
    {
        Require(DuckDbTypeId.Decimal, "decimal");
        DuckDbDecimal scaled;
        try
        {
            scaled = value.Rescale(Type.Scale);
        }
        catch (OverflowException cause)
        {
            throw new OverflowException($"{_place} is {Type}: {cause.Message}", cause);
        }

        if (scaled.Precision > Type.Precision)
        {
            throw Outside();
        }

        switch (Type.StorageSize)
        {
            case sizeof(short): Store(row, (short)scaled.Unscaled); break;
            case sizeof(int): Store(row, (int)scaled.Unscaled); break;
            case sizeof(long): Store(row, (long)scaled.Unscaled); break;
            default: Store(row, scaled.Unscaled); break;
        }
    }

    internal void Write(int row, Guid value)
    {
        Require(DuckDbTypeId.Uuid, nameof(Guid));
        Store(row, UuidBits.Stored(value));
    }

    private void Require(DuckDbTypeId id, string given)
    {
        if (Type.Id != id)
        {
            throw WrongType(given);
        }
    }

    private T Fit<T>(Int128 value)
        where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        value >= Int128.CreateChecked(T.MinValue) && value <= Int128.CreateChecked(T.MaxValue) ? T.CreateTruncating(value) : throw Outside();
}
