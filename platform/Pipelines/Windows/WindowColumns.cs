using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>Decides which columns divide rows into windows.</summary>
public static class WindowColumns
{
    /// <summary>Whether a column of a type says in which window of a size a row is.</summary>
    public static bool Accepts(WindowSize size, ColumnType type) => type is PrimitiveType primitive && primitive.Kind switch
    {
        PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz => true,
        PrimitiveKind.Date => size != WindowSize.Hour,
        _ => false,
    };

    /// <summary>The types that do, for messages.</summary>
    public static string TypesFor(WindowSize size) => size == WindowSize.Hour ? "TIMESTAMP or TIMESTAMP_NTZ" : "DATE, TIMESTAMP or TIMESTAMP_NTZ";
}
