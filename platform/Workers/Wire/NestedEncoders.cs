using System.Text;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Encodes values that are JSON in every format: in a CSV field they are JSON text.</summary>
internal abstract class NestedEncoder : ValueEncoder
{
    public override void Text(ByteBuffer target, int row) => Json(target, row);
}

/// <summary>A list or fixed array: a JSON array.</summary>
internal sealed class ListEncoder(ValueEncoder element) : NestedEncoder
{
    public override void Bind(DuckDbVector vector)
    {
        base.Bind(vector);
        element.Bind(vector.Elements);
    }

    public override void Json(ByteBuffer target, int row)
    {
        var slice = Vector.GetList(row);
        target.Write((byte)'[');
        for (var i = 0; i < slice.Length; i++)
        {
            target.Separate(i);
            element.JsonOrNull(target, slice.Offset + i);
        }

        target.Write((byte)']');
    }
}

/// <summary>A map: a JSON object, its keys as text.</summary>
internal sealed class MapEncoder(ValueEncoder key, ValueEncoder value) : NestedEncoder
{
    private readonly ByteBuffer _key = new(64);

    public override void Bind(DuckDbVector vector)
    {
        base.Bind(vector);
        key.Bind(vector.Keys);
        value.Bind(vector.Values);
    }

    public override void Json(ByteBuffer target, int row)
    {
        var slice = Vector.GetList(row);
        target.Write((byte)'{');
        for (var i = 0; i < slice.Length; i++)
        {
            target.Separate(i);
            _key.Clear();
            key.Text(_key, slice.Offset + i);
            StringEncoder.Quoted(target, _key.Written);
            target.Write((byte)':');
            value.JsonOrNull(target, slice.Offset + i);
        }

        target.Write((byte)'}');
    }
}

/// <summary>A struct: for Trino's clients an array in field order, else an object by field names.</summary>
internal sealed class StructEncoder : NestedEncoder
{
    private readonly ValueEncoder[] _fields;
    private readonly byte[][]? _names;

    public StructEncoder(DuckDbType type, ValueEncoder[] fields, bool asObject)
    {
        _fields = fields;
        _names = asObject && type.Fields.All(field => field.Name.Length > 0)
            ? [.. type.Fields.Select(field => JsonName(field.Name))]
            : null;
    }

    public override void Bind(DuckDbVector vector)
    {
        base.Bind(vector);
        for (var i = 0; i < _fields.Length; i++)
        {
            _fields[i].Bind(vector.Field(i));
        }
    }

    public override void Json(ByteBuffer target, int row)
    {
        target.Write(_names is null ? (byte)'[' : (byte)'{');
        for (var i = 0; i < _fields.Length; i++)
        {
            target.Separate(i);
            if (_names is not null)
            {
                target.Write(_names[i]);
            }

            _fields[i].JsonOrNull(target, row);
        }

        target.Write(_names is null ? (byte)']' : (byte)'}');
    }

    /// <summary>The name as a JSON member's beginning, <c>"a":</c></summary>
    public static byte[] JsonName(string name)
    {
        var text = new ByteBuffer(name.Length + 8);
        StringEncoder.Quoted(text, Encoding.UTF8.GetBytes(name));
        text.Write((byte)':');
        return text.Written.ToArray();
    }
}
