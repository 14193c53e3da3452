using System.Collections;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Appending;

internal sealed unsafe partial class VectorWriter
{
    private int _elements;
    private int _capacity;

    /// <summary>Any value by what it is.</summary>
    internal void Write(int row, object? value)
    {
        switch (value)
        {
            case null or DBNull: WriteNull(row); break;
            case bool v: Write(row, v); break;
            case sbyte v: Write(row, (Int128)v); break;
            case short v: Write(row, (Int128)v); break;
            case int v: Write(row, v); break;
            case long v: Write(row, v); break;
            case Int128 v: Write(row, v); break;
            case byte v: Write(row, (Int128)v); break;
            case ushort v: Write(row, (Int128)v); break;
            case uint v: Write(row, (Int128)v); break;
            case ulong v: Write(row, (Int128)v); break;
            case UInt128 v: Write(row, v <= (UInt128)Int128.MaxValue ? (Int128)v : throw Outside()); break;
            case float v: Write(row, v); break;
            case double v: Write(row, v); break;
            case decimal v: Write(row, DuckDbDecimal.From(v)); break;
            case DuckDbDecimal v: Write(row, v); break;
            case string v: Write(row, v); break;
            case byte[] v when Type.Id == DuckDbTypeId.Blob: Write(row, v.AsSpan()); break;
            case Guid v: Write(row, v); break;
            case DateOnly v: Write(row, v); break;
            case TimeOnly v: Write(row, v); break;
            case DateTime v: Write(row, v); break;
            case DateTimeOffset v: Write(row, v); break;
            case IEnumerable v: WriteNested(row, v); break;
            default: throw WrongType(value.GetType().Name);
        }
    }

    private void WriteNested(int row, IEnumerable value)
    {
        switch (Type.Id)
        {
            case DuckDbTypeId.List: WriteList(row, [.. value.Cast<object?>()]); break;
            case DuckDbTypeId.Map: WriteMap(row, Entries(value)); break;
            case DuckDbTypeId.Struct: WriteStruct(row, Entries(value)); break;
            default: throw WrongType(value.GetType().Name);
        }
    }

    private void WriteList(int row, object?[] items)
    {
        Reserve(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            _children[0].Write(_elements + i, items[i]);
        }

        AddElements(row, items.Length);
    }

    private void WriteMap(int row, List<KeyValuePair<object?, object?>> entries)
    {
        var keys = new HashSet<object>();
        Reserve(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Key is not { } key || !keys.Add(key))
            {
                throw new ArgumentException($"{_place} is {Type}: a key is NULL or is there twice.", nameof(entries));
            }

            _children[0].Write(_elements + i, key);
            _children[1].Write(_elements + i, entries[i].Value);
        }

        AddElements(row, entries.Count);
    }

    private void WriteStruct(int row, List<KeyValuePair<object?, object?>> entries)
    {
        var values = new object?[_children.Length];
        foreach (var (name, value) in entries)
        {
            var index = Array.FindIndex([.. Type.Fields], field => string.Equals(field.Name, name as string, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                throw new ArgumentException($"{_place} is {Type}: it has no field \"{name}\".", nameof(entries));
            }

            values[index] = value;
        }

        for (var i = 0; i < values.Length; i++)
        {
            _children[i].Write(row, values[i]);
        }

        MarkValid(row);
    }

    private List<KeyValuePair<object?, object?>> Entries(IEnumerable value) => MapEntries.Of(value) ?? throw WrongType(value.GetType().Name);

    /// <summary>Makes room for further elements of a LIST or MAP; the engine may move what is beneath.</summary>
    private void Reserve(int further)
    {
        var needed = checked(_elements + further);
        if (needed <= _capacity)
        {
            return;
        }

        _capacity = Math.Max(needed, _capacity * 2);
        if (NativeMethods.ReserveList(_vector, (ulong)_capacity) != NativeState.Success)
        {
            throw Outside();
        }

        Relocate();
    }

    private void Relocate()
    {
        foreach (var (child, native) in NativeChildren())
        {
            child.Locate(native);
            child.Relocate();
        }
    }

    private void AddElements(int row, int count)
    {
        Store(row, new NativeListEntry { Offset = (ulong)_elements, Length = (ulong)count });
        _elements += count;
        if (NativeMethods.SetListSize(_vector, (ulong)_elements) != NativeState.Success)
        {
            throw Outside();
        }
    }
}
