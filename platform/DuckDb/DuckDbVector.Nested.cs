using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

// Lists, arrays, maps and structs: rows point into vectors beneath.
public sealed unsafe partial class DuckDbVector
{
    private DuckDbVector[]? _children;

    /// <summary>The elements of all rows of a LIST or ARRAY, one after the other; <see cref="GetList"/> says which are whose.</summary>
    public DuckDbVector Elements => Type.Id is DuckDbTypeId.List or DuckDbTypeId.Array ? Children[0] : throw WrongType("a list");

    /// <summary>The keys of all rows of a MAP; <see cref="GetList"/> says which are whose.</summary>
    public DuckDbVector Keys => Type.Id == DuckDbTypeId.Map ? Children[0] : throw WrongType("a MAP");

    /// <summary>The values of all rows of a MAP, alongside <see cref="Keys"/>.</summary>
    public DuckDbVector Values => Type.Id == DuckDbTypeId.Map ? Children[1] : throw WrongType("a MAP");

    /// <summary>The range of a row's LIST, ARRAY or MAP in <see cref="Elements"/>, or in <see cref="Keys"/> and <see cref="Values"/>.</summary>
    public DuckDbSlice GetList(int row)
    {
        if (Type.Id == DuckDbTypeId.Array)
        {
            Check(row);
            return new DuckDbSlice(row * Type.ArraySize, Type.ArraySize);
        }

        if (Type.Id != DuckDbTypeId.Map)
        {
            Require(DuckDbTypeId.List);
        }

        var entry = At<NativeListEntry>(row);
        return new DuckDbSlice(checked((int)entry.Offset), checked((int)entry.Length));
    }

    /// <summary>One field of a STRUCT, row by row alongside this vector. Where the struct is NULL its fields mean nothing.</summary>
    public DuckDbVector Field(int index) => Type.Id == DuckDbTypeId.Struct ? Children[index] : throw WrongType("a STRUCT");

    /// <summary>One field of a STRUCT by its name, in upper or lower case.</summary>
    public DuckDbVector Field(string name)
    {
        for (var i = 0; i < Type.Fields.Count; i++)
        {
            if (string.Equals(Type.Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Field(i);
            }
        }

        throw new ArgumentException($"{Type} has no field \"{name}\".", nameof(name));
    }

    private DuckDbVector[] Children
    {
        get
        {
            if (_chunk.IsDisposed)
            {
                ThrowDisposed();
            }

            return _children ??= [.. Descend()];
        }
    }

    private DuckDbVector[] Descend()
    {
        switch (Type.Id)
        {
            case DuckDbTypeId.List:
                return [Child(Type.Element!, NativeMethods.ListChild(_vector), ListLength())];
            case DuckDbTypeId.Array:
                return [Child(Type.Element!, NativeMethods.ArrayChild(_vector), Length * Type.ArraySize)];
            case DuckDbTypeId.Map:
                var entries = NativeMethods.ListChild(_vector);
                return [.. Type.Fields.Select((field, i) => Child(field.Type, NativeMethods.StructChild(entries, (ulong)i), ListLength()))];
            case DuckDbTypeId.Struct:
                return [.. Type.Fields.Select((field, i) => Child(field.Type, NativeMethods.StructChild(_vector, (ulong)i), Length))];
            default:
                return [];
        }
    }

    private int ListLength() => checked((int)NativeMethods.ListSize(_vector));

    private DuckDbVector Child(DuckDbType type, nint vector, int length) => new(_chunk, type, vector, length);
}

/// <summary>A run of elements in a vector.</summary>
/// <param name="Offset">The first one's place.</param>
/// <param name="Length">How many.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DuckDbSlice(int Offset, int Length);
