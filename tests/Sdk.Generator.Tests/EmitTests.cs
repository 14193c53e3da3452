namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>Handlers that say <c>[Emit]</c> and their wrappers.</summary>
public sealed class EmitTests
{
    private static readonly (string, string)[] Contracts =
    [
        ("Products/Events/data-product.yaml", "name: shop.events\nowner: a@b.c\nschema:\n  - { name: id, type: UUID, required: true }\n"),
        ("Products/Events/event.avsc", """{ "type": "record", "name": "Event", "fields": [ { "name": "id", "type": { "type": "string", "logicalType": "uuid" } } ] }"""),
    ];

    [Theory]
    [InlineData("Event On(int n) => new(Guid.Empty);", "EmitOnAsync(publisher, 1, transaction, token)")]
    [InlineData("Event OnPlaced(int n) => new(Guid.Empty);", "EmitPlacedAsync(publisher, 1, transaction, token)")]
    [InlineData("public Event? Once(int n) => null;", "EmitOnceAsync(publisher, 1, transaction, token)")]
    [InlineData("private Event[] Several(int n) => [];", "EmitSeveralAsync(publisher, 1, transaction, token)")]
    [InlineData("static IEnumerable<Event> OnMany(params IReadOnlyList<int> n) => [];", "EmitManyAsync(publisher, [1], transaction, token)")]
    [InlineData("async Task<Event> OnLaterAsync(int n = 7) { await Task.Yield(); return new(Guid.Empty); }", "EmitLaterAsync(publisher, 1, transaction, token)")]
    [InlineData("ValueTask<IReadOnlyList<Event>> OnMuchLaterAsync(NpgsqlTransaction within, CancellationToken ct, int n) => default;", "EmitMuchLaterAsync(publisher, 1, transaction, token)")]
    [InlineData("Event OnOdd(string @event, int publisher, Db transaction, Inner inner) => new(Guid.Empty);", "EmitOddAsync(publisher, \"\", 1, null!, null!, transaction, token)")]
    public async Task Wrapper_takes_what_its_handler_takes_and_a_publisher_transaction_and_token(string handler, string call)
    {
        var compiled = await CompiledContracts.OfAsync(
            $$"""
            using MeshStarter.Sdk;
            using MeshStarter.Shop.Products.Events;
            using Npgsql;
            using Db = Npgsql.NpgsqlConnection;

            namespace Some.Where;

            partial class Outer<T> where T : class
            {
                internal partial record struct Desk
                {
                    class Inner;

                    [Emit(schema: "shop/event.avsc")]
                    {{handler}}

                    Task Run(DataProductPublisher<Event> publisher, NpgsqlTransaction transaction, CancellationToken token) => {{call}};
                }
            }
            """,
            Contracts);

        Assert.Empty(compiled.Found.Select(each => each.ToString()));
    }

    [Theory]
    [InlineData("using MeshStarter.Sdk; namespace MeshStarter.Shop.Desks; using Products.Events;", "Event OnPlaced(int n) => new(Guid.Empty);", "")]
    [InlineData("namespace MeshStarter.Shop { using Sdk; using Products.Events; namespace Desks { using Placed = Event;", "Placed OnPlaced(int n) => new(Guid.Empty);", "} }")]
    [InlineData("using MeshStarter.Sdk; using MeshStarter.Shop.Products.Events; namespace Some.@event;", "Event OnPlaced(int n) => new(Guid.Empty);", "")]
    [InlineData("using MeshStarter.Sdk; using MeshStarter.Shop.Products.Events;", "Event @event(int n) => new(Guid.Empty);", "")]
    public async Task Wrapper_means_what_its_handler_means_by_a_name(string before, string handler, string after)
    {
        var compiled = await CompiledContracts.OfAsync($"{before} partial class Desk {{ [Emit(\"shop.events\")] {handler} }} {after}", Contracts);

        Assert.Empty(compiled.Found.Select(each => each.ToString()));
    }

    [Fact]
    public async Task Wrapper_of_a_static_types_handler_is_called_on_the_publisher()
    {
        var compiled = await CompiledContracts.OfAsync(
            """
            using MeshStarter.Sdk;
            using MeshStarter.Shop.Products.Events;
            using Npgsql;

            static partial class Events
            {
                [Emit("shop.events")]
                internal static Event OnPlaced(int n) => new(Guid.Empty);

                [Emit("shop.events")]
                internal static Event OnPlaced(string n) => new(Guid.Empty);
            }

            class Desk
            {
                Task Run(DataProductPublisher<Event> publisher, NpgsqlTransaction transaction) =>
                    Task.WhenAll(publisher.EmitPlacedAsync(1, transaction, default), publisher.EmitPlacedAsync("1", transaction, default));
            }
            """,
            Contracts);

        Assert.Empty(compiled.Found.Select(each => each.ToString()));
    }

    [Theory]
    [InlineData("MESH1101", "[Emit(\"shop/evnt.avsc\")] Event A(int n) => null!;", "Did you mean shop/event.avsc?")]
    [InlineData("MESH1101", "[Emit(\"payments.payments\")] Event A(int n) => null!;", "Use one of shop/event.avsc, shop.events.")]
    [InlineData("MESH1102", "[Emit(\"shop.events\")] string A(int n) => null!;", "Products/Events/data-product.yaml:4")]
    [InlineData("MESH1102", "[Emit(\"shop.events\")] Task<IReadOnlyList<int>> A(int n) => null!;", "Return Event, several, or a task of them.")]
    [InlineData("MESH1103", "[Emit(\"shop.events\")] Event A<T>(int n) => null!;", "it has type parameters")]
    [InlineData("MESH1103", "[Emit(\"shop.events\")] Event A(ref int n) => null!;", "it has ref or out parameters")]
    [InlineData("MESH1103", "class Whole { [Emit(\"shop.events\")] Event A(int n) => null!; }", "Whole is not partial")]
    public async Task Handler_that_cannot_be_wrapped_or_fits_no_contract_is_a_fault_at_its_line(string id, string handler, string said)
    {
        var compiled = await CompiledContracts.OfAsync(
            $$"""
            using MeshStarter.Sdk;
            using MeshStarter.Shop.Products.Events;
            partial class Desk
            {
                {{handler}}
            }
            """,
            Contracts);

        var fault = Assert.Single(compiled.Of("MESH"));
        Assert.Equal((id, 4), (fault.Id, fault.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Contains(said, fault.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.events", "Products.Events2")]
    [InlineData("shop.events@2", "Products.Events2")]
    [InlineData("shop.events@1", "Products.Events")]
    [InlineData("shop/event.avsc", "Products.Events")]
    public async Task Of_major_versions_side_by_side_the_newest_is_meant_unless_one_is_named(string schema, string folder)
    {
        var compiled = await CompiledContracts.OfAsync(
            $$"""
            partial class Desk { [MeshStarter.Sdk.Publishing.Emit("{{schema}}")] static MeshStarter.Shop.{{folder}}.{{(folder.EndsWith('2') ? "EventsRow" : "Event")}} OnPlaced(int n) => null!; }
            """,
            [.. Contracts, ("Products/Events2/data-product.yaml", "name: shop.events\nversion: 2.0.0\nowner: a@b.c\nschema:\n  - { name: number, type: BIGINT, required: true }\n")]);

        Assert.Empty(compiled.Found.Select(each => each.ToString()));
    }

    [Fact]
    public async Task Schema_that_two_products_have_is_named_by_neither()
    {
        var compiled = await CompiledContracts.OfAsync(
            "partial class Desk { [MeshStarter.Sdk.Publishing.Emit(\"shop/event.avsc\")] object A(int n) => null!; }",
            [.. Contracts, .. Contracts.Select(file => (file.Item1.Replace("Events", "Others", StringComparison.Ordinal), file.Item2.Replace("shop.events", "shop.others", StringComparison.Ordinal)))]);

        Assert.Equal("MESH1101", Assert.Single(compiled.Found).Id);
    }
}
