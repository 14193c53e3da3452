using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Products.Readings;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Handlers of a domain of the tests' own.</summary>
internal static partial class Readings
{
    [Emit(schema: "tests.readings")]
    public static ReadingsRow? OnRead(int number) => number == 0 ? null : Row(number);

    [Emit(schema: "tests.readings")]
    public static async Task<IReadOnlyList<ReadingsRow>> OnReadManyAsync(int count, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(1, count).Select(Row)];
    }

    public static Guid IdOf(int number) => StableId.Of($"reading/{number}");

    private static ReadingsRow Row(int number) => new(IdOf(number), number / 2m, [new ReadingsPlaces($"{number}")]);
}
