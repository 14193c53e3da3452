using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

/// <summary>A function of two numbers, which SQL calls. The same numbers must give the same result.</summary>
/// <param name="left">The first number.</param>
/// <param name="right">The second number.</param>
/// <exception cref="DuckDbFunctionException">It refuses the numbers.</exception>
public delegate Int128 DecimalFunction(DuckDbDecimal left, DuckDbDecimal right);
