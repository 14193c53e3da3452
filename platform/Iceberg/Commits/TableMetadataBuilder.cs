using System.Globalization;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>
/// Makes the next metadata of a table from changes applied in order, by the rules of the reference implementation.
/// Nothing of it is seen before <see cref="Build"/>.
/// </summary>
public sealed partial class TableMetadataBuilder
{
    /// <summary>The default format of a new table.</summary>
    public const int DefaultFormatVersion = 2;

    /// <summary>The property that says how many earlier metadata files the log names.</summary>
    public const string PreviousVersionsProperty = "write.metadata.previous-versions-max";

    /// <summary>The property that says whether metadata files go once the log no longer names them; <c>true</c> or <c>false</c>, which is the default.</summary>
    public const string DeleteMetadataProperty = "write.metadata.delete-after-commit.enabled";

    private const int LastAdded = -1;
    private const int PreviousVersionsDefault = 100;

    private readonly TableMetadata? _base;
    private readonly string? _baseFile;
    private readonly long _nowMs;
    private readonly Dictionary<string, string> _properties;
    private TableMetadata _table;
    private bool _changed;

    private TableMetadataBuilder(TableMetadata? table, string? file, TableMetadata start, long nowMs)
    {
        _base = table;
        _baseFile = file;
        _table = start;
        _nowMs = nowMs;
        _properties = new Dictionary<string, string>(start.Properties, StringComparer.Ordinal);
        _snapshots = new Dictionary<long, Snapshot>(start.Snapshots.Select(snapshot => KeyValuePair.Create(snapshot.SnapshotId, snapshot)));
        _references = new Dictionary<string, SnapshotReference>(start.References, StringComparer.Ordinal);
        _snapshotLog = [.. start.SnapshotLog];
    }

    /// <summary>Starts from a table.</summary>
    /// <param name="table">The table as it is.</param>
    /// <param name="file">The file that its metadata is in, for the metadata log; null when it is in none.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970-01-01 UTC.</param>
    public static TableMetadataBuilder From(TableMetadata table, string? file, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableMetadataBuilder(table, file, table, nowMs);
    }

    /// <summary>Starts a new table, which has no schema, spec, order or place yet.</summary>
    /// <param name="formatVersion">Its format.</param>
    /// <param name="nowMs">The time, in milliseconds since 1970-01-01 UTC.</param>
    /// <exception cref="IcebergValidationException">There is no such format.</exception>
    public static TableMetadataBuilder New(int formatVersion, long nowMs) => new(
        table: null,
        file: null,
        new TableMetadata
        {
            FormatVersion = Known(formatVersion),
            TableUuid = null,
            Location = "",
            LastUpdatedMs = nowMs,
            LastColumnId = 0,
            Schemas = [],
            CurrentSchemaId = LastAdded,
            PartitionSpecs = [],
            DefaultSpecId = LastAdded,
            LastPartitionId = PartitionSpec.LastIdBeforeFirst,
            SortOrders = [],
            DefaultSortOrderId = LastAdded,
            NextRowId = formatVersion < 3 ? null : 0,
        },
        nowMs)
    {
        _changed = true,
    };

    /// <summary>Applies a change.</summary>
    /// <exception cref="IcebergValidationException">It breaks a rule.</exception>
    /// <exception cref="IcebergConflictException">The table moved past what the change was made on.</exception>
    public TableMetadataBuilder Apply(TableUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        update.ApplyTo(this);
        return this;
    }

    /// <summary>The table with all changes; the table it started from when none changed anything.</summary>
    /// <exception cref="IcebergValidationException">The parts do not fit each other.</exception>
    public TableMetadata Build()
    {
        if (!_changed)
        {
            return _base!;
        }

        if (_table.Schemas.Count == 0 || _table.PartitionSpecs.Count == 0 || _table.SortOrders.Count == 0 || _table.Location.Length == 0)
        {
            throw new IcebergValidationException("A new table needs a schema, a partition spec, a sort order and a location.");
        }

        var built = _table with
        {
            TableUuid = _table.TableUuid ?? Guid.NewGuid(),
            Properties = _properties,
            Snapshots = [.. _table.Snapshots.Where(snapshot => _snapshots.ContainsKey(snapshot.SnapshotId)), .. _added.Where(snapshot => _snapshots.ContainsKey(snapshot.SnapshotId))],
            References = _references,
            CurrentSnapshotId = _references.GetValueOrDefault(SnapshotReference.Main)?.SnapshotId,
            SnapshotLog = History(),
            MetadataLog = Log(),
            LastUpdatedMs = Math.Max(_nowMs, _base?.LastUpdatedMs ?? 0),
        };
        try
        {
            MetadataRules.Check(built, JsonPlace.Root("metadata"));
            BindingRules.Check(built.DefaultSpec, built.CurrentSchema);
            BindingRules.Check(built.SortOrderById(built.DefaultSortOrderId)!, built.CurrentSchema);
        }
        catch (IcebergFormatException exception)
        {
            throw new IcebergValidationException(exception.Message, exception);
        }

        return built;
    }

    internal void AssignUuid(Guid uuid)
    {
        if (_table.TableUuid is { } existing && existing != uuid)
        {
            throw new IcebergValidationException($"assign-uuid: the table has the UUID {existing} for ever; it cannot become {uuid}.");
        }

        if (_table.TableUuid is null)
        {
            Change(_table with { TableUuid = uuid });
        }
    }

    internal void UpgradeFormatVersion(int version)
    {
        if (Known(version) < _table.FormatVersion)
        {
            throw new IcebergValidationException($"upgrade-format-version: a table of format {_table.FormatVersion} cannot go back to {version}.");
        }

        if (version > _table.FormatVersion)
        {
            Change(_table with { FormatVersion = version, NextRowId = version < 3 ? null : _table.NextRowId ?? 0 });
        }
    }

    internal void SetLocation(string location)
    {
        var place = location.TrimEnd('/');
        if (place.Length == 0)
        {
            throw new IcebergValidationException("set-location: location must be where the table is, not the root of a store.");
        }

        if (place != _table.Location)
        {
            Change(_table with { Location = place });
        }
    }

    internal void SetProperties(IReadOnlyDictionary<string, string> updates)
    {
        foreach (var (name, value) in updates)
        {
            _properties[name] = value;
            _changed = true;
        }

        _ = PreviousVersions();
    }

    internal void RemoveProperties(IReadOnlyList<string> removals)
    {
        foreach (var name in removals)
        {
            _changed |= _properties.Remove(name);
        }
    }

    internal void SetStatistics(StatisticsFile file) =>
        Change(_table with { Statistics = [.. _table.Statistics.Where(other => other.SnapshotId != file.SnapshotId), file] });

    internal void RemoveStatistics(long snapshotId)
    {
        if (_table.Statistics.Any(file => file.SnapshotId == snapshotId))
        {
            Change(_table with { Statistics = [.. _table.Statistics.Where(file => file.SnapshotId != snapshotId)] });
        }
    }

    internal void SetPartitionStatistics(StatisticsFile file) =>
        Change(_table with { PartitionStatistics = [.. _table.PartitionStatistics.Where(other => other.SnapshotId != file.SnapshotId), file] });

    internal void RemovePartitionStatistics(long snapshotId)
    {
        if (_table.PartitionStatistics.Any(file => file.SnapshotId == snapshotId))
        {
            Change(_table with { PartitionStatistics = [.. _table.PartitionStatistics.Where(file => file.SnapshotId != snapshotId)] });
        }
    }

    internal void AddEncryptionKey(EncryptionKey key)
    {
        if (_table.EncryptionKeys.All(other => other.KeyId != key.KeyId))
        {
            Change(_table with { EncryptionKeys = [.. _table.EncryptionKeys, key] });
        }
    }

    internal void RemoveEncryptionKey(string keyId)
    {
        if (_table.EncryptionKeys.Any(key => key.KeyId == keyId))
        {
            Change(_table with { EncryptionKeys = [.. _table.EncryptionKeys.Where(key => key.KeyId != keyId)] });
        }
    }

    private static int Known(int version) => version is >= 1 and <= TableMetadata.NewestFormatVersion
        ? version
        : throw new IcebergValidationException($"format-version: {version} is not one that can be kept; 1 to {TableMetadata.NewestFormatVersion} are.");

    private void Change(TableMetadata table)
    {
        _table = table;
        _changed = true;
    }

    private IReadOnlyList<MetadataLogEntry> Log() => _base is null || _baseFile is null
        ? _table.MetadataLog
        : [.. _table.MetadataLog.Skip(_table.MetadataLog.Count + 1 - Math.Max(1, PreviousVersions())), new MetadataLogEntry(_base.LastUpdatedMs, _baseFile)];

    private int PreviousVersions()
    {
        if (!_properties.TryGetValue(PreviousVersionsProperty, out var text))
        {
            return PreviousVersionsDefault;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new IcebergValidationException($"{PreviousVersionsProperty}: \"{text}\" is not a whole number.");
    }
}
