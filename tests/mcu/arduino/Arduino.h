/* SPDX-License-Identifier: Apache-2.0 */
/* As much of Arduino's core as an example sketch may ask for; see main.cc. */
#ifndef MCU_ARDUINO_H
#define MCU_ARDUINO_H

#include <stdint.h>
#include <stdio.h>

#define F(text) (text)

struct SerialPort {
	explicit operator bool() const
	{
		return true;
	}
	void begin(unsigned long)
	{
	}
	void print(const char *text)
	{
		fputs(text, stdout);
	}
	void print(long n)
	{
		printf("%ld", n);
	}
	void print(int n)
	{
		printf("%d", n);
	}
	void print(unsigned n)
	{
		printf("%u", n);
	}
	void print(unsigned long n)
	{
		printf("%lu", n);
	}
	void print(double x, int digits = 2)
	{
		printf("%.*f", digits, x);
	}
	void println()
	{
		putchar('\n');
	}
	template <class T> void println(T value)
	{
		print(value);
		println();
	}
	void println(double x, int digits)
	{
		print(x, digits);
		println();
	}
};

extern SerialPort Serial;
unsigned long millis();
unsigned long micros();
void delay(unsigned long milliseconds);
void setup();
void loop();

#endif
