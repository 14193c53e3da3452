// Says something and ends with the exit code it is given.
Console.WriteLine("working");
await Console.Error.WriteLineAsync("the last word");
return int.Parse(Environment.GetEnvironmentVariable("EndsWith")!);
