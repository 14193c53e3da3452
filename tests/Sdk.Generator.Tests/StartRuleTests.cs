namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>Faults that a domain's service would refuse at its start are errors of the build, at the line of the domain's file.</summary>
public sealed class StartRuleTests
{
    private const string File = "Products/Orders/data-product.yaml";
    private const string CustomersFile = "Products/Customers/data-product.yaml";

    private const string Customers =
        """
        name: shop.customers
        schema:
          - { name: customer_id, type: UUID, required: true }
        """;

    private const string Orders =
        """
        name: shop.orders
        schema:
          - { name: order_id, type: UUID, required: true }
          - { name: customer_id, type: UUID }
        key: [order_id]
        quality:
          checks:
            - { not_null: [order_id] }
            - { referential: { column: customer_id, to: shop.customers.customer_id } }
        """;

    [Fact]
    public async Task Domain_that_its_service_starts_with_has_no_fault()
    {
        var compiled = await CompiledContracts.OfAsync(
            "", (File, Orders), (CustomersFile, Customers), ("Migrations/0001_create_orders.sql", "no SQL"), ("Migrations/0002_add_total.sql", ""),
            ("Products/Orders/Migrations/0001_create_totals.sql", ""), ("Products/Orders2/data-product.yaml", Orders.Replace("schema:", "version: 2.0.0\nschema:", StringComparison.Ordinal)));

        Assert.Empty(compiled.Found);
    }

    [Theory]
    [InlineData("key: [order_id]", "key: [order_ids]", 5, "key[0]: column.unknown: The schema has no column \"order_ids\". Fix: Did you mean order_id?")]
    [InlineData("column: customer_id", "column: customer", 9, "quality.checks[1].referential.column: column.unknown: The schema has no column \"customer\". Fix: Use one of order_id, customer_id, or add the column to the schema.")]
    [InlineData("to: shop.customers.customer_id", "to: shop.custmers.customer_id", 9, "quality.checks[1].referential.to: check.product: There is no product shop.custmers. Fix: Did you mean shop.customers?")]
    [InlineData("to: shop.customers.customer_id", "to: shop.customers.id", 9, "quality.checks[1].referential.to: check.target: shop.customers has no column id. Fix: Name one of customer_id.")]
    [InlineData("to: shop.customers.customer_id", "to: customers", 9, "quality.checks[1].referential.to: check.target: \"customers\" is not a column of a product. Fix: Write domain.product.column, such as orders.orders.order_id.")]
    [InlineData("name: shop.orders", "name: store.orders", 1, "name: domain.own: store.orders belongs to another domain than shop, whose service publishes it. Fix: Name it shop.orders, or move its folder to domain store.")]
    public async Task Descriptor_that_the_start_refuses_is_a_fault_at_its_line_and_keeps_its_record(string sound, string broken, int line, string says)
    {
        Assert.Contains(sound, Orders, StringComparison.Ordinal);

        var compiled = await CompiledContracts.OfAsync(
            "static class Use { static string Run() => nameof(MeshStarter.Shop.Products.Orders.OrdersRow); }", (File, Orders.Replace(sound, broken, StringComparison.Ordinal)), (CustomersFile, Customers));

        Assert.Equal([$"MESH1004 {File}:{line}"], compiled.Broken);
        Assert.Equal(says, Assert.Single(compiled.Found).GetMessage(null));
    }

    // Its domain is in another project, perhaps in another repository: the check of all descriptors looks there.
    [Fact]
    public async Task Reference_to_another_domain_is_no_fault_of_this_project()
    {
        var compiled = await CompiledContracts.OfAsync("", (File, Orders.Replace("shop.customers.customer_id", "crm.people.person_id", StringComparison.Ordinal)));

        Assert.Empty(compiled.Found);
    }

    [Fact]
    public async Task Second_folder_of_a_product_is_a_fault_that_names_the_first()
    {
        var compiled = await CompiledContracts.OfAsync("", (CustomersFile, Customers), ("Products/People/data-product.yaml", Customers));

        Assert.Equal(["MESH1004 Products/People/data-product.yaml:1"], compiled.Broken);
        Assert.Equal(
            $"name: name.unique: shop.customers@1 is in {CustomersFile} already. Fix: Give each product a name of its own; the major versions of one have their own number in version.",
            Assert.Single(compiled.Found).GetMessage(null));
    }

    [Theory]
    [InlineData("Migrations/1_orders.sql", "migration.name: 1_orders.sql is no name for a migration. Fix: Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.")]
    [InlineData("Products/Orders/Migrations/0001_Create_orders.sql", "migration.name: 0001_Create_orders.sql is no name for a migration. Fix: Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.")]
    [InlineData("Migrations/0003_add_total.sql", "migration.number: 0003_add_total.sql is where number 0002 belongs. Fix: Number the files 0001, 0002, … without gaps and without doubles; one that was applied keeps its name.")]
    [InlineData("Migrations/0001_create_totals.sql", "migration.number: 0001_create_totals.sql is where number 0002 belongs. Fix: Number the files 0001, 0002, … without gaps and without doubles; one that was applied keeps its name.")]
    public async Task Migration_that_the_start_refuses_is_a_fault(string file, string says)
    {
        var compiled = await CompiledContracts.OfAsync("", ("Migrations/0001_create_orders.sql", "SELECT 1"), (file, "SELECT 1"));

        Assert.Equal([$"MESH1004 {file}:1"], compiled.Broken);
        Assert.Equal(says, Assert.Single(compiled.Found).GetMessage(null));
    }
}
