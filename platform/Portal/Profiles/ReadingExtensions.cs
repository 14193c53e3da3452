using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Profiles;

namespace MeshStarter.Portal.Profiles;

/// <summary>Describes what a reader gets of a product, and lacks.</summary>
internal static class ReadingExtensions
{
    /// <summary>Whether the reader gets every column in clear.</summary>
    public static bool HasAll(this ReaderView reading) => reading.MayRead && reading.Columns.All(column => column.Mask is null);

    /// <summary>Whether a grant would give the reader more.</summary>
    public static bool CanAsk(this ReaderView reading) => reading.DeniedBy is null && (!reading.MayRead || reading.Columns.Any(column => column.LiftedByGrant));

    /// <summary>The mask of a column; null where the reader gets it in clear.</summary>
    public static ReaderColumn? MaskOf(this ReaderView reading, string column) =>
        reading.Columns.FirstOrDefault(each => each.Mask is not null && string.Equals(each.Name, column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a column has personal data.</summary>
    public static bool IsPersonal(this ProductProfile profile, ColumnDefinition column) =>
        column.Tags.Any(tag => ColumnTag.Covers("pii", tag)) || profile.Product.Access.IsPii(column.Name, profile.Product.Schema);
}
