using System.Runtime.CompilerServices;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Appending;

/// <summary>
/// Writes values into one vector of a chunk that is to be appended, in the engine's own layout. The types are those that a column of a product may have
/// in the engine; others are refused.
/// </summary>
internal sealed unsafe partial class VectorWriter
{
    private readonly string _place;
    private readonly VectorWriter[] _children;
    private nint _vector;
    private byte* _data;
    private ulong* _validity;

    /// <param name="type">The column's type.</param>
    /// <param name="place">The column's name in messages.</param>
    internal VectorWriter(DuckDbType type, string place)
    {
        Type = type;
        _place = place;
        _children = type.Id switch
        {
            DuckDbTypeId.List => [new(type.Element!, place)],
            DuckDbTypeId.Struct or DuckDbTypeId.Map => [.. type.Fields.Select(field => new VectorWriter(field.Type, $"{place}.{field.Name}"))],
            _ => [],
        };
    }

    internal DuckDbType Type { get; }

    /// <summary>Begins with an empty vector.</summary>
    internal void Attach(nint vector)
    {
        _elements = _capacity = 0;
        _validity = null;
        Locate(vector);
        foreach (var (child, native) in NativeChildren())
        {
            child.Attach(native);
        }
    }

    internal void WriteNull(int row)
    {
        if (_validity is null)
        {
            NativeMethods.EnsureValidity(_vector);
            _validity = NativeMethods.VectorValidity(_vector);
        }

        _validity[row >> 6] &= ~(1UL << (row & 63));
        switch (Type.Id)
        {
            // The engine takes it that nothing beneath a NULL has a value.
            case DuckDbTypeId.Struct:
                foreach (var child in _children)
                {
                    child.WriteNull(row);
                }

                break;
            case DuckDbTypeId.List or DuckDbTypeId.Map:
                Put(row, default(NativeListEntry));
                break;
            case DuckDbTypeId.Array or DuckDbTypeId.Union:
                throw WrongType("NULL");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store<T>(int row, T value)
        where T : unmanaged
    {
        MarkValid(row);
        Put(row, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put<T>(int row, T value)
        where T : unmanaged => Unsafe.WriteUnaligned(_data + ((nint)row * sizeof(T)), value);

    /// <summary>Undoes a NULL written to the same place before, by a value refused half-way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkValid(int row)
    {
        if (_validity is not null)
        {
            _validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    /// <summary>Asks where the engine keeps this vector, which changes when a list above grows.</summary>
    private void Locate(nint vector)
    {
        _vector = vector;
        _data = NativeMethods.VectorData(vector);
        if (_validity is not null)
        {
            _validity = NativeMethods.VectorValidity(vector);
        }
    }

    private IEnumerable<(VectorWriter Child, nint Native)> NativeChildren() => Type.Id switch
    {
        DuckDbTypeId.List => [(_children[0], NativeMethods.ListChild(_vector))],
        DuckDbTypeId.Map => Fields(NativeMethods.ListChild(_vector)),
        DuckDbTypeId.Struct => Fields(_vector),
        _ => [],
    };

    private IEnumerable<(VectorWriter Child, nint Native)> Fields(nint parent) =>
        _children.Select((child, i) => (child, NativeMethods.StructChild(parent, (ulong)i)));

    private InvalidCastException WrongType(string given) => new($"{_place} is {Type}: it does not take a {given}.");

    private OverflowException Outside() => new($"{_place} is {Type}: the value does not fit it.");
}
