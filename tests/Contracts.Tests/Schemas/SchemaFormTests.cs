using MeshStarter.Contracts.Schemas;

namespace MeshStarter.Contracts.Tests.Schemas;

public sealed class SchemaFormTests
{
    [Fact]
    public void Later_description_takes_the_place_of_the_first() =>
        Assert.Equal("""{"description":"The other column.","type":"boolean"}""", SchemaForm.Flag().Says("The column.").Says("The other column.").ToJsonString());
}
