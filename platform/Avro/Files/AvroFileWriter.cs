using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>
/// Writes an Avro object container file in memory. The blocks are not packed (codec <c>null</c>), and the header says so:
/// there are readers that know no other codec and want it said.
/// </summary>
/// <remarks>After an exception of an encoder the file is not to be used.</remarks>
public sealed class AvroFileWriter
{
    private const int BlockLength = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _file = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly byte[] _sync;
    private readonly AvroWriter _items;
    private int _count;

    /// <summary>Begins a file.</summary>
    /// <param name="schema">The schema of the items.</param>
    /// <param name="metadata">The header's further entries; names that begin with <c>avro.</c> are Avro's own.</param>
    /// <exception cref="ArgumentException">An entry's name begins with <c>avro.</c></exception>
    public AvroFileWriter(AvroSchema schema, IReadOnlyDictionary<string, string> metadata)
        : this(schema, metadata, RandomNumberGenerator.GetBytes(AvroFileFormat.SyncLength))
    {
    }

    internal AvroFileWriter(AvroSchema schema, IReadOnlyDictionary<string, string> metadata, byte[] sync)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Keys.FirstOrDefault(key => key.StartsWith(AvroFileFormat.ReservedPrefix, StringComparison.Ordinal)) is { } reserved)
        {
            throw new ArgumentException($"The header's entry {reserved} is Avro's own.", nameof(metadata));
        }

        _sync = sync;
        _items = new AvroWriter(_block);
        _file.Write(AvroFileFormat.Magic);
        var header = new AvroWriter(_file);
        header.WriteBlockCount(metadata.Count + 2);
        Entry(header, AvroFileFormat.SchemaKey, schema.ToString());
        Entry(header, AvroFileFormat.CodecKey, AvroFileFormat.NoCodec);
        foreach (var (key, value) in metadata)
        {
            Entry(header, key, value);
        }

        header.WriteEnd();
        _file.Write(sync);
    }

    /// <summary>Adds an item.</summary>
    public void Append<T>(T item, AvroEncoder<T> encode)
    {
        ArgumentNullException.ThrowIfNull(encode);
        encode(_items, item);
        _count++;
        if (_block.WrittenCount >= BlockLength)
        {
            EndBlock();
        }
    }

    /// <summary>Ends the file.</summary>
    /// <returns>The whole file.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        EndBlock();
        return _file.WrittenMemory;
    }

    private void EndBlock()
    {
        if (_count == 0)
        {
            return;
        }

        var writer = new AvroWriter(_file);
        writer.WriteLong(_count);
        writer.WriteBytes(_block.WrittenSpan);
        writer.WriteFixed(_sync);
        _block.ResetWrittenCount();
        _count = 0;
    }

    private static void Entry(AvroWriter header, string key, string value)
    {
        header.WriteString(key);
        header.WriteBytes(Encoding.UTF8.GetBytes(value));
    }
}
