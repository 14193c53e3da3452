using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Tests.Products;

public sealed class PortAttributeTests
{
    [Fact]
    public void Port_that_is_read_by_its_address_says_what_it_answers() =>
        Assert.All(Enum.GetValues<PortType>().Select(PortAttribute.Of), port => Assert.Equal((port.Client is null, port.Client is null), (port.Answer is null, port.FewRows is null)));

    [Fact]
    public void Table_and_rows_are_of_the_table_and_events_are_not() =>
        Assert.Equal([PortType.Table, PortType.Rest], Enum.GetValues<PortType>().Where(port => PortAttribute.Of(port).ServesTable));
}
