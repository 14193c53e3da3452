using System.Text;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>
/// An Avro object container file in memory: its header, the schema it was written with, and its items. Codecs
/// <c>null</c> and <c>deflate</c>; another one is refused by name.
/// </summary>
/// <remarks>Every problem of the bytes is an <see cref="AvroDataException"/> that begins with the file's name.</remarks>
public sealed class AvroFile
{
    private const int MaxEmptyItems = 1_000_000;

    // Few bytes of deflate can represent gigabytes; a file without it is read whole up to this size.
    private const long MaxUnpackedBytes = 256L * 1024 * 1024;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _sync;
    private readonly int _start;

    private AvroFile(string name, ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> metadata, AvroSchema schema, string codec, int start)
    {
        Name = name;
        Metadata = metadata;
        Schema = schema;
        Codec = codec;
        _bytes = bytes;
        _sync = bytes.Slice(start - AvroFileFormat.SyncLength, AvroFileFormat.SyncLength);
        _start = start;
    }

    /// <summary>The file's name in messages.</summary>
    public string Name { get; }

    /// <summary>The header's entries, those of Avro itself (<c>avro.schema</c>, <c>avro.codec</c>) too.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; }

    /// <summary>The schema that the items were written with.</summary>
    public AvroSchema Schema { get; }

    /// <summary>The codec of the blocks: <c>null</c> or <c>deflate</c>.</summary>
    public string Codec { get; }

    /// <summary>Reads a file's header.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file's name in messages, such as its location.</param>
    /// <exception cref="AvroDataException">It is no Avro file, or one that cannot be read here.</exception>
    public static AvroFile Open(ReadOnlyMemory<byte> bytes, string name)
    {
        if (!bytes.Span.StartsWith(AvroFileFormat.Magic))
        {
            throw new AvroDataException($"{name}: this is no Avro file: it does not begin with \"Obj\" and 1.");
        }

        try
        {
            var reader = new AvroReader(bytes.Span);
            reader.ReadFixed(AvroFileFormat.Magic.Length);
            var metadata = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            for (var left = 0; reader.NextItem(ref left, minimumBytes: 2);)
            {
                var key = reader.ReadString();
                var length = reader.ReadBytes().Length;
                metadata[key] = bytes.Slice(reader.Position - length, length);
            }

            reader.ReadFixed(AvroFileFormat.SyncLength);
            return new AvroFile(name, bytes, metadata, SchemaOf(metadata), CodecOf(metadata), reader.Position);
        }
        catch (AvroDataException exception)
        {
            throw new AvroDataException($"{name}: header: {exception.Message}", exception);
        }
        catch (AvroSchemaException exception)
        {
            throw new AvroDataException($"{name}: header: {AvroFileFormat.SchemaKey}: {exception.Message}", exception);
        }
    }

    /// <summary>An entry of the header as text; null when there is none.</summary>
    public string? MetadataText(string key) => Metadata.TryGetValue(key, out var value) ? Encoding.UTF8.GetString(value.Span) : null;

    /// <summary>Unpacks the blocks, one after another.</summary>
    /// <param name="most">The most items that the file may have.</param>
    /// <exception cref="AvroDataException">The file is cut off or damaged, has more items, or unpacks to too many bytes.</exception>
    public IEnumerable<AvroFileBlock> Blocks(int most = int.MaxValue)
    {
        var (items, unpacked) = (0L, 0L);
        for (var (number, position) = (1, _start); position < _bytes.Length; number++)
        {
            var block = Block(number, ref position);
            if ((items += block.Count) > most)
            {
                throw new AvroDataException($"{Name}: the file has more than {most} items, the most that are read of one. Write fewer to a file.");
            }

            if ((unpacked += block.Data.Length) > MaxUnpackedBytes)
            {
                throw new AvroDataException($"{Name}: the file unpacks to more than {MaxUnpackedBytes} bytes, the most that are read of one. Write fewer items to a file.");
            }

            yield return block;
        }
    }

    /// <summary>Reads all items.</summary>
    /// <param name="decode">Reads one item.</param>
    /// <param name="most">The most items that the file may have.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="AvroDataException">The file is cut off or damaged, or <paramref name="decode"/> does not read what the schema says.</exception>
    public IReadOnlyList<T> ReadAll<T>(AvroDecoder<T> decode, int most = int.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decode);
        List<T> items = [];
        var number = 1;
        foreach (var block in Blocks(most))
        {
            try
            {
                var reader = new AvroReader(block.Data.Span);
                for (var i = 0; i < block.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    items.Add(decode(ref reader));
                }

                if (reader.Remaining > 0)
                {
                    throw reader.Damaged($"the block's {block.Count} items end, and {reader.Remaining} bytes follow");
                }
            }
            catch (AvroDataException exception)
            {
                throw new AvroDataException($"{Name}: block {number}: {exception.Message}", exception);
            }

            number++;
        }

        return items;
    }

    private AvroFileBlock Block(int number, ref int position)
    {
        try
        {
            var reader = new AvroReader(_bytes.Span[position..]);
            var count = reader.ReadLong();
            var length = reader.ReadBytes().Length;
            var data = _bytes.Slice(position + reader.Position - length, length);
            if (!reader.ReadFixed(AvroFileFormat.SyncLength).SequenceEqual(_sync.Span))
            {
                throw reader.Damaged("the block does not end with the file's sync marker");
            }

            position += reader.Position;
            if (Codec == AvroFileFormat.Deflate)
            {
                data = DeflateCodec.Unpack(data);
            }

            var most = Schema.MinimumBytes == 0 ? MaxEmptyItems : data.Length / Schema.MinimumBytes;
            return count >= 0 && count <= most
                ? new AvroFileBlock((int)count, data)
                : throw new AvroDataException($"{count} items are stated, and at most {most} can follow");
        }
        catch (AvroDataException exception)
        {
            throw new AvroDataException($"{Name}: block {number}: {exception.Message}", exception);
        }
    }

    private static AvroSchema SchemaOf(Dictionary<string, ReadOnlyMemory<byte>> metadata) =>
        metadata.TryGetValue(AvroFileFormat.SchemaKey, out var json)
            ? KnownSchemas.Parse(Encoding.UTF8.GetString(json.Span))
            : throw new AvroDataException($"there is no {AvroFileFormat.SchemaKey}.");

    private static string CodecOf(Dictionary<string, ReadOnlyMemory<byte>> metadata)
    {
        var codec = metadata.TryGetValue(AvroFileFormat.CodecKey, out var name) ? Encoding.UTF8.GetString(name.Span) : AvroFileFormat.NoCodec;
        return codec is AvroFileFormat.NoCodec or AvroFileFormat.Deflate
            ? codec
            : throw new AvroDataException($"the codec \"{codec}\" is not read here; {AvroFileFormat.NoCodec} and {AvroFileFormat.Deflate} are.");
    }
}
