namespace MeshStarter.Lake.Parquet.Footers;

/// <summary>Reads the schema from a Parquet file's footer (parquet-format, <c>FileMetaData</c>).</summary>
internal static class ParquetSchemaReader
{
    private const int MaxDepth = 300;

    /// <summary>The root group.</summary>
    /// <exception cref="FormatException">The footer is damaged.</exception>
    public static ParquetNode Read(ReadOnlySpan<byte> footer)
    {
        var reader = new ThriftReader(footer);
        for (var field = 0; reader.TryReadField(ref field, out var type);)
        {
            if (field == 2 && type == ThriftType.List)
            {
                var count = reader.ReadList(out _);
                var root = ReadNode(ref reader, ref count, depth: 0);
                return count == 0 ? root : throw new FormatException("its schema has elements that belong to no group");
            }

            reader.Skip(type);
        }

        throw new FormatException("its footer has no schema");
    }

    // The elements are in a list, each group before what is in it.
    private static ParquetNode ReadNode(ref ThriftReader reader, ref int left, int depth)
    {
        if (left-- == 0)
        {
            throw new FormatException("its schema ends within a group");
        }

        if (depth > MaxDepth)
        {
            throw new FormatException($"its schema is nested deeper than {MaxDepth} levels");
        }

        var element = new Element();
        for (var field = 0; reader.TryReadField(ref field, out var type);)
        {
            element.Read(ref reader, field, type);
        }

        if (element.Children < 0 || element.Children > left)
        {
            throw new FormatException($"a group of {element.Children} is stated, and {left} elements follow");
        }

        var children = new ParquetNode[element.Children];
        for (var at = 0; at < children.Length; at++)
        {
            children[at] = ReadNode(ref reader, ref left, depth + 1);
        }

        return element.ToNode(children);
    }

    private ref struct Element()
    {
        private string _name = "";
        private int? _fieldId;
        private int _repetition;
        private int? _physical;
        private int _length;
        private int? _converted;
        private int _scale;
        private int _precision;
        private ParquetMeaning? _meaning;

        public int Children { get; private set; }

        public void Read(ref ThriftReader reader, int field, ThriftType type)
        {
            switch (field, type)
            {
                case (1, ThriftType.Integer):
                    _physical = (int)reader.ReadInteger();
                    break;
                case (2, ThriftType.Integer):
                    _length = (int)reader.ReadInteger();
                    break;
                case (3, ThriftType.Integer):
                    _repetition = (int)reader.ReadInteger();
                    break;
                case (4, ThriftType.Binary):
                    _name = reader.ReadString();
                    break;
                case (5, ThriftType.Integer):
                    Children = (int)reader.ReadInteger();
                    break;
                case (6, ThriftType.Integer):
                    _converted = (int)reader.ReadInteger();
                    break;
                case (7, ThriftType.Integer):
                    _scale = (int)reader.ReadInteger();
                    break;
                case (8, ThriftType.Integer):
                    _precision = (int)reader.ReadInteger();
                    break;
                case (9, ThriftType.Integer):
                    _fieldId = (int)reader.ReadInteger();
                    break;
                case (10, ThriftType.Struct):
                    ReadLogicalType(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        public readonly ParquetNode ToNode(IReadOnlyList<ParquetNode> children)
        {
            if (_physical is not (null or (>= 0 and <= 7)) || _repetition is < 0 or > 2 || (_physical is null && _converted is null && children.Count == 0 && _meaning is null && _name.Length == 0))
            {
                throw new FormatException($"\"{_name}\" of its schema is of no type that Parquet has");
            }

            return new ParquetNode(
                _name,
                // -1 is what some writers write for none.
                _fieldId is >= 0 ? _fieldId : null,
                (ParquetRepetition)_repetition,
                (ParquetPhysicalType?)_physical,
                _length,
                _meaning ?? OfConverted(_converted),
                _precision,
                _scale,
                children);
        }

        private void ReadLogicalType(ref ThriftReader reader)
        {
            for (var kind = 0; reader.TryReadField(ref kind, out var type);)
            {
                if (type != ThriftType.Struct)
                {
                    reader.Skip(type);
                    continue;
                }

                var (isInstant, isNanos, bits, isSigned) = (false, false, 0, true);
                for (var field = 0; reader.TryReadField(ref field, out var inner);)
                {
                    switch (kind, field, inner)
                    {
                        case (5, 1, ThriftType.Integer):
                            _scale = (int)reader.ReadInteger();
                            break;
                        case (5, 2, ThriftType.Integer):
                            _precision = (int)reader.ReadInteger();
                            break;
                        case (8, 1, ThriftType.True or ThriftType.False):
                            isInstant = ThriftReader.BooleanOf(inner);
                            break;
                        case (8, 2, ThriftType.Struct):
                            isNanos = ReadUnit(ref reader) == 3;
                            break;
                        case (10, 1, ThriftType.Byte):
                            bits = reader.ReadByte();
                            break;
                        case (10, 2, ThriftType.True or ThriftType.False):
                            isSigned = ThriftReader.BooleanOf(inner);
                            break;
                        default:
                            reader.Skip(inner);
                            break;
                    }
                }

                _meaning = OfLogical(kind, isInstant, isNanos, bits, isSigned);
            }
        }

        // A union of empty structs: 1 milliseconds, 2 microseconds, 3 nanoseconds.
        private static int ReadUnit(ref ThriftReader reader)
        {
            var unit = 0;
            for (var field = 0; reader.TryReadField(ref field, out var type);)
            {
                unit = field;
                reader.Skip(type);
            }

            return unit;
        }

        private static ParquetMeaning OfLogical(int kind, bool isInstant, bool isNanos, int bits, bool isSigned) => (kind, isInstant, isNanos) switch
        {
            (1 or 4 or 12, _, _) => ParquetMeaning.Text,
            (2, _, _) => ParquetMeaning.Map,
            (3, _, _) => ParquetMeaning.List,
            (5, _, _) => ParquetMeaning.Decimal,
            (6, _, _) => ParquetMeaning.Date,
            (7, _, _) => ParquetMeaning.Time,
            (8, false, false) => ParquetMeaning.LocalTimestamp,
            (8, true, false) => ParquetMeaning.Instant,
            (8, false, true) => ParquetMeaning.LocalTimestampNanos,
            (8, true, true) => ParquetMeaning.InstantNanos,
            (10, _, _) => OfInteger(bits, isSigned),
            (14, _, _) => ParquetMeaning.Uuid,
            _ => ParquetMeaning.Other,
        };

        private static ParquetMeaning OfInteger(int bits, bool isSigned) => (bits, isSigned) switch
        {
            (8, true) => ParquetMeaning.Int8,
            (16, true) => ParquetMeaning.Int16,
            (32, true) => ParquetMeaning.Int32,
            (64, true) => ParquetMeaning.Int64,
            (8, false) => ParquetMeaning.UInt8,
            (16, false) => ParquetMeaning.UInt16,
            (32, false) => ParquetMeaning.UInt32,
            (64, false) => ParquetMeaning.UInt64,
            _ => ParquetMeaning.Other,
        };

        private static ParquetMeaning OfConverted(int? converted) => converted switch
        {
            null => ParquetMeaning.None,
            0 or 4 or 19 => ParquetMeaning.Text,
            1 or 2 => ParquetMeaning.Map,
            3 => ParquetMeaning.List,
            5 => ParquetMeaning.Decimal,
            6 => ParquetMeaning.Date,
            7 or 8 => ParquetMeaning.Time,
            // The older annotation does not distinguish wall clock and instant; the engine takes it for the first.
            9 or 10 => ParquetMeaning.LocalTimestamp,
            11 => ParquetMeaning.UInt8,
            12 => ParquetMeaning.UInt16,
            13 => ParquetMeaning.UInt32,
            14 => ParquetMeaning.UInt64,
            15 => ParquetMeaning.Int8,
            16 => ParquetMeaning.Int16,
            17 => ParquetMeaning.Int32,
            18 => ParquetMeaning.Int64,
            _ => ParquetMeaning.Other,
        };
    }
}
