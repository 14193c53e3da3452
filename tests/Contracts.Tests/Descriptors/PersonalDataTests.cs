using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Descriptors;

public sealed class PersonalDataTests
{
    private static readonly DataProductDescriptor Descriptor = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Schema =
        [
            new() { Name = "email", Type = PrimitiveType.Text, Tags = ["pii"] },
            new() { Name = "phone", Type = PrimitiveType.Text, Tags = ["geo", "pii.phone"] },
            new() { Name = "address", Type = ColumnType.Parse("STRUCT<street:STRING>") },
            new() { Name = "name", Type = PrimitiveType.Text },
            new() { Name = "city", Type = PrimitiveType.Text, Tags = ["piinot"] },
        ],
        Access = new AccessTerms { PiiFields = ["NAME", "address.street"] },
    };

    [Theory]
    [InlineData("email", true)]
    [InlineData("EMAIL", true)]
    [InlineData("phone", true)]
    [InlineData("address", true)]
    [InlineData("name", true)]
    [InlineData("city", false)]
    [InlineData("nam", false)]
    [InlineData("missing", false)]
    public void IsPii_by_tag_by_field_and_by_part_of_a_field(string column, bool expected) =>
        Assert.Equal(expected, Descriptor.IsPii(column));
}
