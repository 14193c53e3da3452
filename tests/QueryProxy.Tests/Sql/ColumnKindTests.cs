using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.QueryProxy.Tests.Sql;

[Trait("Category", "Quick")]
public sealed class ColumnKindTests
{
    [Fact]
    public void Each_column_type_without_parts_has_a_kind_and_times_alone_are_of_another() => Assert.Equal(
        ["TIME"],
        PrimitiveForms.All.Where(forms => ExpressionKinds.OfColumn(new PrimitiveType(forms.Kind)) is ExpressionKind.Other or ExpressionKind.Unknown).Select(forms => forms.Name));
}
